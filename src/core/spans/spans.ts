import { joinRanges, rawRanges } from './join';
import type { ChunkScores, ScoredRange } from './scores';

/** How spans are read from scores; lengths are in code points. The defaults are those of the model card. */
export interface SpanOptions {
  /** A range counts when its score is at least this, 0..1. */
  readonly threshold: number;
  /** Shorter spans are dropped, after joining. */
  readonly minSpanChars: number;
  /** Token ranges that are at most this far apart are joined. */
  readonly mergeGapChars: number;
}

/** The defaults of the model card of KRLabsOrg/acl-verbatim-modernbert. */
export const DEFAULT_SPAN_OPTIONS: SpanOptions = { threshold: 0.2, minSpanChars: 10, mergeGapChars: 20 };

/**
 * Derives the spans of one chunk from its kept scores, by the reference's rules. Blocks are units of their own: no gap,
 * however small, joins them.
 *
 * @param text the chunk's text; offsets of the scores and of the result are UTF-16 code units of it
 * @returns spans by place
 */
export function deriveSpans(scores: ChunkScores, text: string, options: SpanOptions): ScoredRange[] {
  if (scores.kind === 'tokens') {
    const raw = scores.windows.flatMap((window) => rawRanges(window, options.threshold));
    return joinRanges(raw, text, options.minSpanChars, options.mergeGapChars);
  }
  return scores.ranges
    .filter((range) => range.score >= options.threshold)
    .flatMap((range) => joinRanges([range], text, options.minSpanChars, options.mergeGapChars))
    .sort((a, b) => a.start - b.start);
}

/** The scores that occur in a chunk: the only thresholds at which its spans can change. */
function levels(scores: ChunkScores): number[] {
  if (scores.kind === 'blocks') return scores.ranges.map((range) => range.score);
  return scores.windows.flatMap((window) => Array.from(window.probabilities));
}

/**
 * The highest threshold at which the chunk still has a span; 0 when there is none at any threshold. A lower threshold only ever
 * adds tokens to ranges, so that a span that survives at one threshold has a successor at every lower one: bisection is exact.
 */
export function highestThreshold(scores: ChunkScores, text: string, options: SpanOptions): number {
  const candidates = [...new Set(levels(scores))].filter((level) => level > 0).sort((a, b) => b - a);
  let low = 0;
  let high = candidates.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const found = deriveSpans(scores, text, { ...options, threshold: candidates[middle]! }).length > 0;
    if (found) high = middle;
    else low = middle + 1;
  }
  return candidates[low] ?? 0;
}
