import type { ChunkScores, ScoredRange, SentenceUnit, Span } from '../spans/scores';
import type { TextRange } from '../text/trim';
import type { BlobReader, BlobWriter } from './container';

/** The part of the header for one chunk's scores. */
export type StoredScores =
  | { readonly ranges: readonly Span[]; readonly sentences: readonly Span[] }
  /** The number of tokens in each window. Their offsets and probabilities are in the binary part, in this order. */
  | { readonly windows: readonly number[] }
  /** The units with the number of their sentences. Offsets and scores of the sentences are in the binary part, in this order. */
  | { readonly units: readonly StoredUnit[] };

/** A unit in the header. */
export interface StoredUnit extends TextRange {
  readonly ranges?: readonly TextRange[];
  readonly sentences: number;
}

/** Writes the scores of tokens and sentences to the binary part, without loss. */
export function storedScores(scores: ChunkScores, blob: BlobWriter): StoredScores {
  if (scores.kind === 'blocks') return { ranges: scores.ranges, sentences: scores.sentences };
  if (scores.kind === 'sentences') {
    const all = scores.units.flatMap(({ sentences }) => sentences);
    blob.write(Uint32Array.from(all, ({ start }) => start));
    blob.write(Uint32Array.from(all, ({ end }) => end));
    blob.write(Float64Array.from(all, ({ score }) => score));
    return { units: scores.units.map((unit) => ({ ...unit, sentences: unit.sentences.length })) };
  }
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
  if ('units' in stored) return { kind: 'sentences', units: restoredUnits(stored.units, blob) };
  return {
    kind: 'tokens',
    windows: stored.windows.map((tokens) => ({
      starts: blob.uint32(tokens),
      ends: blob.uint32(tokens),
      probabilities: blob.float32(tokens),
    })),
  };
}

function restoredUnits(units: readonly StoredUnit[], blob: BlobReader): SentenceUnit[] {
  const count = units.reduce((sum, { sentences }) => sum + sentences, 0);
  const starts = blob.uint32(count);
  const ends = blob.uint32(count);
  const scores = blob.float64(count);
  let next = 0;
  return units.map((unit) => {
    const first = next;
    next += unit.sentences;
    const sentences = Array.from({ length: unit.sentences }, (_, index): ScoredRange => {
      const at = first + index;
      return { start: starts[at]!, end: ends[at]!, score: scores[at]! };
    });
    return { ...unit, sentences };
  });
}
