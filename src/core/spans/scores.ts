import { within } from '../text/pieces';
import type { TextRange } from '../text/trim';

/**
 * What an engine says of one chunk. Scores are data: spans are derived from them (see `spans.ts`), so that a change of
 * threshold, length or gap never runs an engine again.
 *
 * All offsets are UTF-16 code units relative to the chunk's own text, end exclusive; scores lie in 0..1.
 */

/** A range of text with its score. */
export interface ScoredRange extends TextRange {
  readonly score: number;
}

/** A range of text that a reader is shown; offsets as those of the scores that it was derived from. */
export interface Span extends ScoredRange {
  /** The pieces of a span that other text tears apart, by place, from `start` to `end`; absent when it is one piece. */
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

/** Scores of whole units (keyword matching): never joined with their neighbours. */
export interface BlockScores {
  readonly kind: 'blocks';
  readonly ranges: readonly Span[];
  /** Sentences inside the ranges, each with a score of its own, for the hover and the score map. */
  readonly sentences: readonly Span[];
}

/** Scores of single tokens (the full model): neighbouring ranges are joined by the gap rule. */
export interface TokenScores {
  readonly kind: 'tokens';
  readonly windows: readonly TokenWindow[];
}

/** A unit (paragraph, list item, table row, or a piece of one) with the scores of its sentences. */
export interface SentenceUnit extends TextRange {
  /**
   * The pieces of a unit that other text tears apart (a page break, a figure), by place; absent when it is one piece. Such a unit counts in
   * the chunk that it starts in, and its end may lie beyond that chunk.
   */
  readonly ranges?: readonly TextRange[];
  /** By place, without overlaps; neighbours in this list are neighbours in the unit. A torn sentence goes over the tear. */
  readonly sentences: readonly ScoredRange[];
}

/** Scores of sentences (models that read a unit at a time): neighbours are joined within their unit, never beyond it. */
export interface SentenceScores {
  readonly kind: 'sentences';
  /** By place; only units that were read. */
  readonly units: readonly SentenceUnit[];
}

export type ChunkScores = BlockScores | TokenScores | SentenceScores;

/** All text that has a score of its own: blocks, sentences in their pieces, or tokens with text. */
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
