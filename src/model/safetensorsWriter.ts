import { createHash } from 'node:crypto';
import { dirname } from 'node:path';
import { makeFolders, writeWhole } from '../node/files';

/** A tensor to be written. Its data is requested only when its turn comes, so that not everything is in memory at once. */
export interface TensorSource {
  readonly name: string;
  readonly type: string;
  readonly shape: readonly number[];
  /** Length of the data in bytes. */
  readonly length: number;
  /** The data in pieces, little-endian. */
  readonly data: () => AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

/** Data begins at a multiple of this many bytes, as the format demands. */
const ALIGNMENT = 8;

/**
 * Writes a safetensors file completely or not at all.
 *
 * @returns the sha256 of the file, hexadecimal
 */
export async function writeSafetensors(path: string, tensors: readonly TensorSource[]): Promise<string> {
  await makeFolders(dirname(path));
  const hash = createHash('sha256');
  await writeWhole(path, (write) =>
    writeAll(tensors, async (bytes) => {
      hash.update(bytes);
      await write(bytes);
    }),
  );
  return hash.digest('hex');
}

async function writeAll(tensors: readonly TensorSource[], write: (bytes: Uint8Array) => Promise<void>): Promise<void> {
  await write(header(tensors));
  for (const { name, length, data } of tensors) {
    let written = 0;
    for await (const piece of data()) {
      await write(piece);
      written += piece.length;
    }
    if (written !== length) throw new Error(`${name} has ${written} bytes instead of ${length}`);
  }
}

function header(tensors: readonly TensorSource[]): Buffer {
  const entries: Record<string, unknown> = {};
  let end = 0;
  for (const { name, type, shape, length } of tensors) {
    entries[name] = { dtype: type, shape, data_offsets: [end, end + length] };
    end += length;
  }
  const json = Buffer.from(JSON.stringify(entries));
  const padding = Buffer.alloc((ALIGNMENT - (json.length % ALIGNMENT)) % ALIGNMENT, ' ');
  const prefix = Buffer.alloc(8);
  prefix.writeBigUInt64LE(BigInt(json.length + padding.length));
  return Buffer.concat([prefix, json, padding]);
}
