import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync } from 'node:fs';
import * as path from 'node:path';
import { writeWhole } from '../node/files';
import { systemCode } from '../node/systemErrors';

const HASH = 'sha256';
const HASH_BYTES = 32;

/** An index as found on the disk; `damaged` when the file is not what was written. */
export type FoundImage = { readonly image: Uint8Array } | 'missing' | 'damaged';

/** Reads an index that `writeImage` wrote. Throws when the file is there but cannot be read. */
export function readImage(file: string): FoundImage {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return 'missing';
    throw error;
  }
  if (bytes.length <= HASH_BYTES) return 'damaged';
  const image = bytes.subarray(HASH_BYTES);
  const hash = createHash(HASH).update(image).digest();
  return hash.equals(bytes.subarray(0, HASH_BYTES)) ? { image } : 'damaged';
}

/** Renames a file that cannot be used. It replaces an earlier one that was set aside. */
export function setAside(file: string): void {
  renameSync(file, `${file}.damaged`);
}

/** Writes an index with its checksum at the start, completely or not at all. */
export async function writeImage(file: string, image: Uint8Array): Promise<void> {
  mkdirSync(path.dirname(file), { recursive: true });
  await writeWhole(file, async (write) => {
    await write(createHash(HASH).update(image).digest());
    await write(image);
  });
}
