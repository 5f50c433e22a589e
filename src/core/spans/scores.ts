/**
 * What an engine says of one chunk. Scores are data: spans are derived from them (see `spans.ts`), so that a change of
 * threshold, length or gap never runs an engine again.
 *
 * All offsets are UTF-16 code units relative to the chunk's own text, end exclusive; scores lie in 0..1.
 */

/** A range of text with its score. */
export interface ScoredRange {
  readonly start: number;
  readonly end: number;
  readonly score: number;
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

/** Scores of whole blocks (keyword matching): never joined with their neighbours. */
export interface BlockScores {
  readonly kind: 'blocks';
  readonly ranges: readonly ScoredRange[];
  /** Sentences inside the ranges, each with a score of its own, for the hover and the score map. */
  readonly sentences: readonly ScoredRange[];
}

/** Scores of single tokens (the full model): neighbouring ranges are joined by the gap rule. */
export interface TokenScores {
  readonly kind: 'tokens';
  readonly windows: readonly TokenWindow[];
}

export type ChunkScores = BlockScores | TokenScores;

/** All that has a score of its own: blocks, or tokens with text. */
export function* pieces(scores: ChunkScores): Generator<ScoredRange> {
  if (scores.kind === 'blocks') return yield* scores.ranges;
  for (const { starts, ends, probabilities } of scores.windows) {
    for (let token = 0; token < starts.length; token++) {
      const range = { start: starts[token]!, end: ends[token]!, score: probabilities[token]! };
      if (range.start < range.end) yield range;
    }
  }
}
