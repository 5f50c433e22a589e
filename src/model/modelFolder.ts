import { readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { type ModernBertConfig, readModernBertConfig } from './graph/config';
import { checkTensors, planTensors } from './graph/tensorPlan';
import { ModelFileError } from './modelFileError';
import { readSafetensors, type SafetensorsFile } from './safetensors';

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
  const config = readModernBertConfig(await readConfigFile(folder));
  const path = join(folder, 'model.safetensors');
  // In a cache of the hub's the file is a link, and onnxruntime reads weights through none.
  const weights = await readSafetensors(await realpath(path).catch(() => path));
  checkTensors(planTensors(config), weights.tensors);
  return { config, weights };
}

async function readConfigFile(folder: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(join(folder, 'config.json'), 'utf8');
  } catch (error) {
    throw new ModelFileError(
      'missing',
      `There is no model in ${folder}: its config.json cannot be read.`,
      String(error),
    );
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ModelFileError('damaged', 'The config.json of this model is not JSON. Fetch it again.', String(error));
  }
}
