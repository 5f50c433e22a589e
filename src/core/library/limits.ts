/** The most papers that are indexed; docs/SCALE.md says what they cost. */
export const MAX_PAPERS = 100_000;
/** The most bytes of papers that are indexed. The index takes up to half of the text's size on the disk, so this limits it to about 2 GB. */
export const MAX_LIBRARY_BYTES = 4_000_000_000;

/** The part of a file that the limits need. */
export interface SizedFile {
  /** In bytes. */
  readonly size: number;
}

/** Takes files in order until a limit is reached; a file that is larger than the remaining room is skipped. */
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
