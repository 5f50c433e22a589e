import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import * as path from 'node:path';

const HASH = 'sha256';
const HASH_BYTES = 32;

/** An index as it was found on disk; `damaged` when the file is not what was written. */
export type FoundImage = { readonly image: Uint8Array } | 'missing' | 'damaged';

/** Reads an image that `writeImage` wrote. Other errors than a missing file reject. */
export function readImage(file: string): FoundImage {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 'missing';
    throw error;
  }
  if (bytes.length <= HASH_BYTES) return 'damaged';
  const image = bytes.subarray(HASH_BYTES);
  const hash = createHash(HASH).update(image).digest();
  return hash.equals(bytes.subarray(0, HASH_BYTES)) ? { image } : 'damaged';
}

/** Puts a file that cannot be read out of the way, in place of one that was put there before. */
export function setAside(file: string): void {
  renameSync(file, `${file}.damaged`);
}

/** Writes an image with its checksum in front: to a file beside it, to the disk, then under its name. */
export async function writeImage(file: string, image: Uint8Array): Promise<void> {
  mkdirSync(path.dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    const handle = await open(temporary, 'w');
    try {
      await handle.writeFile(createHash(HASH).update(image).digest());
      await handle.writeFile(image);
      await handle.sync();
    } finally {
      await handle.close();
    }
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
