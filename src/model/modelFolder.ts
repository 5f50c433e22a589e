import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { sentence } from '../core/text/sentence';
import { type Architecture, architectureOf, type ClassifierConfig, readClassifierConfig } from './architecture';
import { checkTensors } from './graph/tensorPlan';
import { isQuantised, QUANTISED_TYPES, type QuantisedFile, quantisedPlan } from './quantisedFile';
import { FLOAT_TYPES, ofTypes, readSafetensorsOf, type SafetensorsFile } from './safetensors';
import { readText } from '../node/files';
import { KnownError } from '../core/errors/knownError';

/** Most bytes that are read of a model's text files. No real model comes near, and no file can use up the reader's memory or time. */
export const CONFIG_BYTES = 1_000_000;
export const TOKENIZER_BYTES = 64_000_000;

const MOST_BYTES: Readonly<Record<string, number>> = {
  'config.json': CONFIG_BYTES,
  'tokenizer_config.json': CONFIG_BYTES,
  'tokenizer.json': TOKENIZER_BYTES,
};

/** Most bytes of a model's file. Weights have no limit, because only their header is read as text. */
export function mostBytesOf(name: string): number {
  return MOST_BYTES[name] ?? Infinity;
}

/** A model on disk. Of its weights only their places are known; the data is not read. */
export interface ModelFolder {
  readonly architecture: Architecture;
  /** The published floats, or 8-bit integers as written by `int8WeightsFile`: a model may ship in either form. */
  readonly weights:
    | { readonly form: 'floats'; readonly file: SafetensorsFile }
    | { readonly form: 'int8'; readonly file: QuantisedFile };
}

/**
 * Reads the description of a model in a folder and checks that its weights match.
 *
 * @throws KnownError
 */
export async function readModelFolder(folder: string): Promise<ModelFolder> {
  const path = join(folder, 'model.safetensors');
  // In the hub's cache the file is a link, and onnxruntime does not read weights through links.
  return await readModel(folder, await realpath(path).catch(() => path));
}

/**
 * Reads a folder whose weights are stored elsewhere.
 *
 * @param size of the whole weights file in bytes, when only its beginning is there so far
 * @throws KnownError
 */
export async function readModel(folder: string, path: string, size?: number): Promise<ModelFolder> {
  const config = await readModelConfig(folder);
  const file = await readSafetensorsOf(path, [...FLOAT_TYPES, 'I8', 'I64'], size);
  const architecture = architectureOf(config, file.tensors);
  if (isQuantised(file)) {
    checkTensors(quantisedPlan(architecture), file.tensors);
    return { architecture, weights: { form: 'int8', file: ofTypes(file, QUANTISED_TYPES) } };
  }
  checkTensors(architecture.tensors, file.tensors, architecture.unused);
  const used = [...file.tensors].filter(([name]) => architecture.tensors.has(name));
  return { architecture, weights: { form: 'floats', file: ofTypes({ ...file, tensors: new Map(used) }, FLOAT_TYPES) } };
}

/**
 * Reads a folder's `config.json`.
 *
 * @throws KnownError
 */
export async function readModelConfig(folder: string): Promise<ClassifierConfig> {
  let text: string;
  try {
    text = await readText(join(folder, 'config.json'), CONFIG_BYTES);
  } catch (error) {
    throw new KnownError(
      'modelNotInstalled',
      sentence`There is no model in ${folder} because its config.json cannot be read: choose another folder.`,
      String(error),
    );
  }
  return readClassifierConfig(parsed(text));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new KnownError(
      'damagedModel',
      sentence`The config.json of this model is not JSON: get a new copy of the model.`,
      String(error),
    );
  }
}
