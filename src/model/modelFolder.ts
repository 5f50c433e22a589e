import { readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { type Architecture, architectureOf, readClassifierConfig } from './architecture';
import { checkTensors } from './graph/tensorPlan';
import { ModelFileError } from './modelFileError';
import { isQuantised, QUANTISED_TYPES, type QuantisedFile, quantisedPlan } from './quantisedFile';
import { FLOAT_TYPES, ofTypes, readSafetensorsOf, type SafetensorsFile } from './safetensors';

/** A model as it lies on disk; its weights are known by place, not read. */
export interface ModelFolder {
  readonly architecture: Architecture;
  /** Floats as they were published, or whole numbers of 8 bits as `int8WeightsFile` writes them: a model may ship so. */
  readonly weights:
    | { readonly form: 'floats'; readonly file: SafetensorsFile }
    | { readonly form: 'int8'; readonly file: QuantisedFile };
}

/**
 * Reads what a folder says of its model and checks that its weights are the ones that it describes.
 *
 * @throws ModelFileError
 */
export async function readModelFolder(folder: string): Promise<ModelFolder> {
  const config = readClassifierConfig(await readConfigFile(folder));
  const path = join(folder, 'model.safetensors');
  // In a cache of the hub's the file is a link, and onnxruntime reads weights through none.
  const file = await readSafetensorsOf(await realpath(path).catch(() => path), [...FLOAT_TYPES, 'I8', 'I64']);
  const architecture = architectureOf(config, file.tensors);
  if (isQuantised(file)) {
    checkTensors(quantisedPlan(architecture), file.tensors);
    return { architecture, weights: { form: 'int8', file: ofTypes(file, QUANTISED_TYPES) } };
  }
  checkTensors(architecture.tensors, file.tensors, architecture.unused);
  const used = [...file.tensors].filter(([name]) => architecture.tensors.has(name));
  return { architecture, weights: { form: 'floats', file: ofTypes({ ...file, tensors: new Map(used) }, FLOAT_TYPES) } };
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
