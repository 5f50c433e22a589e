import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { sentence } from '../core/text/sentence';
import { type ModernBertConfig, readModernBertConfig } from './graph/config';
import { checkTensors, planTensors } from './graph/tensorPlan';
import { CONFIG_BYTES } from './limits';
import { ModelFileError } from './modelFileError';
import { readSafetensors, type SafetensorsFile } from './safetensors';
import { readText } from './store/files';

/** A model as it lies on disk; its weights are known by place, not read. */
export interface ModelFolder {
  readonly config: ModernBertConfig;
  readonly weights: SafetensorsFile;
}

/**
 * Reads what a folder says of its model and checks that its weights are the ones that it describes.
 *
 * @throws ModelFileError
 */
export async function readModelFolder(folder: string): Promise<ModelFolder> {
  const path = join(folder, 'model.safetensors');
  // In a cache of the hub's the file is a link, and onnxruntime reads weights through none.
  return await readModel(folder, await realpath(path).catch(() => path));
}

/**
 * Reads a folder whose weights are elsewhere.
 *
 * @param size of the weights' whole file, bytes, where only its beginning is there yet
 * @throws ModelFileError
 */
export async function readModel(folder: string, path: string, size?: number): Promise<ModelFolder> {
  const config = await readModelConfig(folder);
  const weights = await readSafetensors(path, size);
  checkTensors(planTensors(config), weights.tensors);
  return { config, weights };
}

/**
 * Reads a folder's `config.json`.
 *
 * @throws ModelFileError
 */
export async function readModelConfig(folder: string): Promise<ModernBertConfig> {
  let text: string;
  try {
    text = await readText(join(folder, 'config.json'), CONFIG_BYTES);
  } catch (error) {
    throw new ModelFileError(
      'missing',
      sentence`There is no model in ${folder}: its config.json cannot be read.`,
      String(error),
    );
  }
  return readModernBertConfig(parsed(text));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ModelFileError(
      'damaged',
      sentence`The config.json of this model is not JSON. Fetch it again.`,
      String(error),
    );
  }
}
