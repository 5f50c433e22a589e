import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ModernBertConfig } from './graph/config';
import { BYTES_OF, readSafetensors, type SafetensorsFile } from './safetensors';
import { type TensorSource, writeSafetensors } from './safetensorsWriter';
import { TensorData } from './tensorData';

/** Changes when the files that are made change their form. */
const FORM = 1;

/**
 * The folder for what is made from one state of a model's weights.
 *
 * @param folder see `EngineSpec`
 */
export async function preparedFolderOf(
  folder: string,
  weights: SafetensorsFile,
  config: ModernBertConfig,
): Promise<string> {
  const { size, mtimeMs } = await stat(weights.path);
  const state = JSON.stringify([FORM, size, mtimeMs, config, [...weights.tensors.values()]]);
  return join(folder, createHash('sha256').update(state).digest('hex').slice(0, 16));
}

/** The weights as floats of 32 bits: the file itself where it has them, else one that is written once. */
export async function floatWeightsFile(prepared: string, weights: SafetensorsFile): Promise<SafetensorsFile> {
  const tensors = [...weights.tensors.values()];
  if (tensors.every(({ type }) => type === 'F32')) return weights;
  const path = join(prepared, 'fp32.safetensors');
  return once(path, async () => {
    const data = await TensorData.open(weights.path);
    try {
      const sources = tensors.map((tensor): TensorSource => {
        const length = (tensor.length / BYTES_OF[tensor.type]) * BYTES_OF.F32;
        return { ...tensor, type: 'F32', length, data: () => asBytes(data.pieces(tensor)) };
      });
      await writeSafetensors(path, sources);
    } finally {
      await data.close();
    }
  });
}

async function* asBytes(pieces: AsyncIterable<Float32Array>): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) yield new Uint8Array(piece.buffer, piece.byteOffset, piece.byteLength);
}

/** Reads a file that was made before, or makes it. */
async function once(path: string, make: () => Promise<void>): Promise<SafetensorsFile> {
  try {
    return await readSafetensors(path);
  } catch {
    await make();
    return await readSafetensors(path);
  }
}
