/** At most so many papers are indexed: seven times the largest library that was measured. */
export const MAX_PAPERS = 5000;
/**
 * At most so many bytes of papers are indexed. The index takes about a third of the text in memory and on disk, so that this
 * bounds it to some 150 MB.
 */
export const MAX_LIBRARY_BYTES = 400_000_000;

/** A file as far as the limits care. */
export interface SizedFile {
  /** In bytes. */
  readonly size: number;
}

/** The files that are taken, in their order, until a limit is reached; larger ones than what is left are passed over. */
export function withinLimits<T extends SizedFile>(files: readonly T[]): T[] {
  let room = MAX_LIBRARY_BYTES;
  const taken: T[] = [];
  for (const file of files) {
    if (taken.length === MAX_PAPERS) break;
    if (file.size > room) continue;
    room -= file.size;
    taken.push(file);
  }
  return taken;
}
