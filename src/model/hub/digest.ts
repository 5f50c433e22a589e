import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';

/**
 * The expected hash of a file. The hub gives sha256 for large files, and git's blob id (sha1 over `blob SIZE\0` and the content) for
 * files that are kept in git itself.
 */
export interface Digest {
  readonly algorithm: 'sha256' | 'git-sha1';
  readonly hex: string;
}

/** Both hashes of one file's content. */
export interface Hashes {
  readonly sha256: string;
  readonly gitSha1: string;
}

/** How much is hashed in one go, bytes: about a millisecond, so that the extension host can do other work in between. */
export const HASHED_AT_ONCE = 1024 * 1024;

/** Reads a hash as the hub writes it; undefined for any other text. */
export function parseDigest(hex: string): Digest | undefined {
  if (/^[0-9a-f]{64}$/.test(hex)) return { algorithm: 'sha256', hex };
  if (/^[0-9a-f]{40}$/.test(hex)) return { algorithm: 'git-sha1', hex };
  return undefined;
}

export function matches(hashes: Hashes, digest: Digest): boolean {
  return (digest.algorithm === 'sha256' ? hashes.sha256 : hashes.gitSha1) === digest.hex;
}

/** Hashes content that arrives in pieces and whose size is known in advance. */
export class ContentHash {
  private readonly sha256: Hash = createHash('sha256');
  private readonly gitSha1: Hash;

  /** @param size of the whole content, bytes */
  constructor(size: number) {
    this.gitSha1 = createHash('sha1').update(`blob ${size}\0`);
  }

  update(bytes: Uint8Array): void {
    this.sha256.update(bytes);
    this.gitSha1.update(bytes);
  }

  /** Finishes the hash; nothing can be added afterwards. */
  digest(): Hashes {
    return { sha256: this.sha256.digest('hex'), gitSha1: this.gitSha1.digest('hex') };
  }
}

/**
 * Feeds a file to a hash piece by piece, so that the event loop can run in between.
 *
 * @param end how many bytes to read from the start
 * @returns how many bytes were read
 */
export async function hashInto(
  hash: ContentHash,
  file: string,
  end: number,
  signal: AbortSignal | undefined,
  onBytes: (bytes: number) => void = () => undefined,
): Promise<number> {
  if (end === 0) return 0;
  let read = 0;
  const stream = createReadStream(file, { end: end - 1, highWaterMark: HASHED_AT_ONCE, ...(signal ? { signal } : {}) });
  for await (const piece of stream as AsyncIterable<Uint8Array>) {
    hash.update(piece);
    read += piece.length;
    onBytes(piece.length);
  }
  return read;
}

/** Hashes a whole file of known size. */
export async function hashFile(
  file: string,
  size: number,
  signal?: AbortSignal,
  onBytes?: (bytes: number) => void,
): Promise<Hashes> {
  const hash = new ContentHash(size);
  await hashInto(hash, file, size, signal, onBytes);
  return hash.digest();
}
