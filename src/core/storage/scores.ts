import type { ChunkScores, ScoredRange } from '../spans/scores';
import type { BlobReader, BlobWriter } from './container';

/** The header's part of one chunk's scores. */
export type StoredScores =
  | { readonly ranges: readonly ScoredRange[]; readonly sentences: readonly ScoredRange[] }
  /** The number of tokens of each window; their offsets and probabilities are in the binary part, in this order. */
  | { readonly windows: readonly number[] };

/** Writes the scores of tokens to the binary part, exactly. */
export function storedScores(scores: ChunkScores, blob: BlobWriter): StoredScores {
  if (scores.kind === 'blocks') return { ranges: scores.ranges, sentences: scores.sentences };
  for (const window of scores.windows) blob.write(window.starts, window.ends, window.probabilities);
  return { windows: scores.windows.map(({ starts }) => starts.length) };
}

/**
 * Reads what `storedScores` wrote.
 *
 * @throws RangeError when the binary part is too short
 */
export function restoredScores(stored: StoredScores, blob: BlobReader): ChunkScores {
  if ('ranges' in stored) return { kind: 'blocks', ranges: stored.ranges, sentences: stored.sentences };
  return {
    kind: 'tokens',
    windows: stored.windows.map((tokens) => ({
      starts: blob.uint32(tokens),
      ends: blob.uint32(tokens),
      probabilities: blob.float32(tokens),
    })),
  };
}
