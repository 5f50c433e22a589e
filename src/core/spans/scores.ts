import { within } from '../text/pieces';
import type { TextRange } from '../text/trim';

/**
 * What an engine says about one chunk. Scores are data, and spans are derived from them (see `spans.ts`). So a new threshold, minimum
 * length or gap never runs an engine again.
 *
 * All offsets are UTF-16 code units relative to the chunk's own text, end exclusive. Scores lie in 0..1.
 */

/** A range of text with its score. */
export interface ScoredRange extends TextRange {
  readonly score: number;
}

/** A range of text shown to a reader. Offsets are those of the scores that it comes from. */
export interface Span extends ScoredRange {
  /** The pieces of a span that other text splits, in text order, from `start` to `end`. Absent when it is one piece. */
  readonly ranges?: readonly TextRange[];
}

/** The tokens of one window of a token classifier: parallel arrays, in the order of the tokens. */
export interface TokenWindow {
  /** Start of each context token, UTF-16 code units. */
  readonly starts: Uint32Array;
  /** End of each context token, exclusive; equal to its start for a token without text. */
  readonly ends: Uint32Array;
  /** Probability that the token is evidence, in 0..1. */
  readonly probabilities: Float32Array;
}

/** Scores of whole units (keyword matching). Neighbours are never joined. */
export interface BlockScores {
  readonly kind: 'blocks';
  readonly ranges: readonly Span[];
  /** Sentences inside the ranges, each with its own score, for the hover and the score map. */
  readonly sentences: readonly Span[];
}

/** Scores of single tokens (the full model). The gap rule joins neighbouring ranges. */
export interface TokenScores {
  readonly kind: 'tokens';
  readonly windows: readonly TokenWindow[];
}

/** A unit (paragraph, list item, table row, or a piece of one) with the scores of its sentences. */
export interface SentenceUnit extends TextRange {
  /**
   * The pieces, in text order, of a unit that other text (a page break, a figure) splits. Absent when it is one piece. Such a unit belongs
   * to the chunk in which it starts and may end beyond that chunk.
   */
  readonly ranges?: readonly TextRange[];
  /** In text order, without overlaps. Neighbours in this list are neighbours in the unit. A sentence of a split unit may span the gap. */
  readonly sentences: readonly ScoredRange[];
}

/** Scores of sentences (models that read one unit at a time). Neighbours are joined within their unit, never beyond it. */
export interface SentenceScores {
  readonly kind: 'sentences';
  /** In text order; only the units that were read. */
  readonly units: readonly SentenceUnit[];
}

export type ChunkScores = BlockScores | TokenScores | SentenceScores;

/** Every piece of text with a score: blocks and sentences by their pieces, tokens if they have text. */
export function* pieces(scores: ChunkScores): Generator<ScoredRange> {
  if (scores.kind === 'blocks') {
    for (const { start, end, ranges = [{ start, end }], score } of scores.ranges)
      for (const piece of ranges) yield { start: piece.start, end: piece.end, score };
    return;
  }
  if (scores.kind === 'sentences') {
    for (const { ranges, sentences } of scores.units) {
      for (const sentence of sentences)
        for (const piece of within(sentence, ranges)) yield { ...piece, score: sentence.score };
    }
    return;
  }
  for (const { starts, ends, probabilities } of scores.windows) {
    for (let token = 0; token < starts.length; token++) {
      const range = { start: starts[token]!, end: ends[token]!, score: probabilities[token]! };
      if (range.start < range.end) yield range;
    }
  }
}

/** Ranges by falling score, equal ones by place. */
export function bestFirst<T extends ScoredRange>(ranges: readonly T[]): T[] {
  return [...ranges].sort((a, b) => b.score - a.score || a.start - b.start);
}
