import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Architecture } from './architecture';
import type { LinearRows } from './graph/linearMaps';
import { quantisedEmbeddingNames, quantisedNames } from './graph/int8Weights';
import { quantiseMap, quantiseRows } from './quantise';
import { QUANTISED_TYPES, type QuantisedFile } from './quantisedFile';
import {
  BYTES_OF,
  readSafetensors,
  readSafetensorsOf,
  rowsOf,
  type SafetensorsFile,
  type TensorEntry,
  type TensorType,
} from './safetensors';
import { isAsMade, make } from './preparedFile';
import type { TensorSource } from './safetensorsWriter';
import { TensorData } from './tensorData';

/** Must change whenever the form of the prepared files changes. */
const FORM = 1;

/**
 * The folder for files made from one state of a model's weights.
 *
 * @param folder see `EngineSpec`
 */
export async function preparedFolderOf(
  folder: string,
  weights: SafetensorsFile<TensorType>,
  { config }: Architecture,
): Promise<string> {
  const { size, mtimeMs } = await stat(weights.path);
  const state = JSON.stringify([FORM, size, mtimeMs, config, [...weights.tensors.values()]]);
  return join(folder, createHash('sha256').update(state).digest('hex').slice(0, 16));
}

/** The weights as 32-bit floats: the file itself when it has them, else a file that is written once. */
export async function floatWeightsFile(prepared: string, weights: SafetensorsFile): Promise<SafetensorsFile> {
  const tensors = [...weights.tensors.values()];
  if (tensors.every(({ type }) => type === 'F32')) return weights;
  return once(
    floatFile(prepared),
    (path) => readSafetensors(path),
    weights,
    (data) => tensors.map((tensor) => widened(data, tensor)),
  );
}

/** The file of floats in a prepared folder. It does not exist when the weights are 32-bit floats themselves. */
export function floatFile(prepared: string): string {
  return join(prepared, 'fp32.safetensors');
}

/** The 8-bit file in a prepared folder; see `int8WeightsFile`. */
export function int8File(prepared: string, largest: number): string {
  return join(prepared, `int8-${largest}.safetensors`);
}

/**
 * The weights in the form that `Int8Weights` reads. The file is written once.
 *
 * @param largest the largest integer in a linear map: 127, or 64 on processors where larger products saturate
 */
export async function int8WeightsFile(
  prepared: string,
  weights: SafetensorsFile,
  architecture: Architecture,
  largest: number,
): Promise<QuantisedFile> {
  const { embeddings, maps } = architecture.quantised;
  const entry = (name: string): TensorEntry => weights.tensors.get(`${name}.weight`)!;
  const quantised = new Set([...embeddings, ...maps.map(({ name }) => name)].map((name) => `${name}.weight`));
  const kept = [...weights.tensors.values()].filter(({ name }) => !quantised.has(name));
  const read = (path: string): Promise<QuantisedFile> => readSafetensorsOf(path, QUANTISED_TYPES);
  return once(int8File(prepared, largest), read, weights, (data) => [
    ...kept.map((tensor) => widened(data, tensor)),
    ...embeddings.flatMap((name) => quantisedEmbeddings(data, name, entry(name))),
    ...maps.flatMap((map) => quantisedMap(data, entry(map.name), map, largest)),
  ]);
}

function widened(data: TensorData, tensor: TensorEntry): TensorSource {
  const length = (tensor.length / BYTES_OF[tensor.type]) * BYTES_OF.F32;
  return { ...tensor, type: 'F32', length, data: () => asBytes(data.pieces(tensor)) };
}

async function* asBytes(pieces: AsyncIterable<Float32Array>): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) yield bytesOf(piece);
}

/** The integers of a map and its scales. The writer asks for them in this order, so that each map is read once. */
function quantisedMap(data: TensorData, tensor: TensorEntry, map: LinearRows, largest: number): TensorSource[] {
  const { inputs, firstRow, rows } = map;
  const names = quantisedNames(map);
  const scales = new Float32Array(rows);
  async function* weights(): AsyncGenerator<Uint8Array> {
    const quantised = quantiseMap(await data.read(rowsOf(tensor, firstRow, rows)), inputs, largest);
    scales.set(quantised.scales);
    yield bytesOf(quantised.weights);
  }
  return [
    { name: names.weights, type: 'I8', shape: [inputs, rows], length: inputs * rows, data: weights },
    { name: names.scales, type: 'F32', shape: [rows], length: 4 * rows, data: () => [bytesOf(scales)] },
  ];
}

/** Most embeddings in memory at once, in tokens. */
const EMBEDDINGS_AT_ONCE = 4096;

function quantisedEmbeddings(data: TensorData, of: string, tensor: TensorEntry): TensorSource[] {
  const [tokens, hiddenSize] = tensor.shape as [number, number];
  const scales = new Float32Array(tokens);
  async function* weights(): AsyncGenerator<Uint8Array> {
    for (let first = 0; first < tokens; first += EMBEDDINGS_AT_ONCE) {
      const rows = rowsOf(tensor, first, Math.min(EMBEDDINGS_AT_ONCE, tokens - first));
      const quantised = quantiseRows(await data.read(rows), hiddenSize, 127);
      scales.set(quantised.scales, first);
      yield bytesOf(quantised.weights);
    }
  }
  const { weights: name, scales: scalesName } = quantisedEmbeddingNames(of);
  return [
    { name, type: 'I8', shape: [tokens, hiddenSize], length: tokens * hiddenSize, data: weights },
    { name: scalesName, type: 'F32', shape: [tokens, 1], length: 4 * tokens, data: () => [bytesOf(scales)] },
  ];
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array | Int8Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** Reads the file if it exists unchanged, else makes it first. */
async function once<T extends TensorType>(
  path: string,
  read: (path: string) => Promise<SafetensorsFile<T>>,
  weights: SafetensorsFile,
  sources: (data: TensorData) => TensorSource[],
): Promise<SafetensorsFile<T>> {
  if (!(await isAsMade(path))) {
    const data = await TensorData.open(weights.path);
    try {
      await make(path, sources(data));
    } finally {
      await data.close();
    }
  }
  return await read(path);
}
