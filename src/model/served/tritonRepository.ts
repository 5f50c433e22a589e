import { createReadStream } from 'node:fs';
import { copyFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { makeFolders, makeFolderWhole, writeWhole, type Writer } from '../../node/files';
import { KnownError } from '../../core/errors/knownError';
import { sentence } from '../../core/text/sentence';
import type { Architecture } from '../architecture';
import { FloatWeights } from '../graph/floatWeights';
import { DequantisedWeights } from '../graph/dequantisedWeights';
import { Int8Weights } from '../graph/int8Weights';
import type { FileSlice, Piece } from '../graph/protobuf';
import type { ServedTarget } from '../graph/target';
import type { Weights } from '../graph/weights';
import { readModelFolder } from '../modelFolder';
import { floatWeightsFile, preparedFolderOf } from '../prepared';
import { MODEL_FILES, WEIGHTS } from '../store/manifest';
import { tritonConfig } from './tritonConfig';
import { tritonReadme } from './tritonReadme';

/** A model to be served. */
export interface ServedModel {
  readonly name: string;
  readonly architecture: Architecture;
  readonly weights: Weights;
  /** The file that holds the weights. */
  readonly file: string;
  readonly is8Bit: boolean;
  /** What its graph is made for. */
  readonly target: ServedTarget;
  /** The folder with the model's config and tokenizer. */
  readonly folder: string;
}

/** The devices of a server: `gpu` for any, `cpu` for those that multiply 8-bit integers as this program does. */
export type ServedDevice = 'cpu' | 'gpu';

/**
 * A model in the form in which it was published: 8-bit weights fill a quarter of the disk. For `gpu` they become floats when the server
 * loads them. For `cpu` they stay integers, and the graph is the one that runs here, so that the same version of onnxruntime gives the same
 * scores. Floats of 16 bits become 32 bits.
 *
 * @param place its folder, and the folder for files made from its weights
 * @throws KnownError `badModel` also for `cpu` and a model that has no such graph
 */
export async function servedModel(
  name: string,
  { folder, preparedFolder }: { readonly folder: string; readonly preparedFolder: string },
  device: ServedDevice,
): Promise<ServedModel> {
  const { architecture, weights } = await readModelFolder(folder);
  const isWhole = weights.form === 'int8' && architecture.inputs.includes('lengths');
  if (device === 'cpu' && !isWhole) {
    throw new KnownError(
      'badModel',
      sentence`--for cpu keeps the 8-bit integers of a model that reads paragraphs, such as small; this one has none: export it without --for.`,
    );
  }
  if (weights.form === 'int8') {
    const { file } = weights;
    const common = { name, architecture, file: file.path, is8Bit: true, folder };
    return device === 'cpu'
      ? { ...common, weights: new Int8Weights(file), target: 'native' }
      : { ...common, weights: new DequantisedWeights(file), target: 'served' };
  }
  const file = await floatWeightsFile(await preparedFolderOf(preparedFolder, weights.file, architecture), weights.file);
  return {
    name,
    architecture,
    weights: new FloatWeights(file),
    file: file.path,
    is8Bit: false,
    target: 'served',
    folder,
  };
}

/** Most bytes of weights inside an ONNX file. A protocol buffer holds less than 2 GiB; the graph itself takes less than one MB. */
const MOST_INSIDE = 2 ** 31 - 2 ** 24;

/** Bytes of weights in memory. */
const READ_AT_ONCE = 1 << 20;

/**
 * Writes a model as a Triton model repository with this one model, completely or not at all.
 *
 * @param target the repository's folder; it must be empty, or not exist
 * @param mostInside weights with more bytes are stored beside the ONNX file
 * @throws KnownError `inTheWay`
 */
export async function writeTritonRepository(
  target: string,
  model: ServedModel,
  signal: AbortSignal,
  mostInside = MOST_INSIDE,
): Promise<void> {
  const { name, architecture, weights, file, folder, target: madeFor } = model;
  await makeFolderWhole(target, async (repository) => {
    const place = join(repository, name);
    const version = join(place, '1');
    await makeFolders(version);
    const { size } = await stat(file);
    const write = (to: string, pieces: readonly Piece[]): Promise<void> =>
      writeWhole(join(version, to), written(pieces, dirname(file), signal));
    await write('model.onnx', architecture.buildServed(weights, madeFor, size <= mostInside));
    const beside = basename(file);
    if (size > mostInside) await write(beside, [{ file: beside, offset: 0, length: size }]);
    for (const each of MODEL_FILES) {
      if (each !== WEIGHTS) await copyFile(join(folder, each), join(place, each));
    }
    await writeWhole(join(place, 'config.pbtxt'), tritonConfig(name, architecture, madeFor));
    await writeWhole(join(repository, 'README.md'), tritonReadme(name, model));
    signal.throwIfAborted();
  });
}

/** Writes pieces one after the other, so that the weights are never in memory at once. */
function written(pieces: readonly Piece[], folder: string, signal: AbortSignal): Writer {
  return async (write) => {
    let gathered: Uint8Array[] = [];
    for (const piece of pieces) {
      if (piece instanceof Uint8Array) {
        // A graph has a hundred thousand of them, of a few bytes each.
        gathered.push(piece);
        continue;
      }
      await write(Buffer.concat(gathered));
      gathered = [];
      for await (const bytes of bytesOf(piece, folder, signal)) await write(bytes);
    }
    await write(Buffer.concat(gathered));
  };
}

async function* bytesOf(
  { file, offset, length }: FileSlice,
  folder: string,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  if (length === 0) return;
  const options = { start: offset, end: offset + length - 1, highWaterMark: READ_AT_ONCE };
  let read = 0;
  for await (const bytes of createReadStream(join(folder, file), options) as AsyncIterable<Buffer>) {
    signal.throwIfAborted();
    read += bytes.length;
    yield bytes;
  }
  if (read !== length) throw new Error(`${file} became shorter while it was read`);
}
