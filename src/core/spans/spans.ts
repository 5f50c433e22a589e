import { overlapsAny, type TextRange } from '../text/trim';
import { joinRanges, rawRanges } from './join';
import { sentenceSpans } from './runs';
import { type ChunkScores, pieces, type Span } from './scores';

/** How spans are derived from scores; lengths are in code points. The defaults are those of the model card. */
export interface SpanOptions {
  /** A range counts when its score is at least this, 0..1. */
  readonly threshold: number;
  /** Shorter spans are dropped, after joining. */
  readonly minSpanChars: number;
  /** Token ranges at most this far apart are joined. */
  readonly mergeGapChars: number;
  /**
   * Whether a sentence that reaches the threshold is a span where its block does not: only scores of blocks have both. For readers, who see
   * sentences on the score map; results of the command line and for agents are whole blocks.
   */
  readonly loneSentences?: boolean;
}

/** The defaults of the model card of KRLabsOrg/acl-verbatim-modernbert. */
export const DEFAULT_SPAN_OPTIONS: SpanOptions = { threshold: 0.2, minSpanChars: 10, mergeGapChars: 20 };

/**
 * Derives the spans of one chunk from its kept scores. Scores of tokens follow the reference's rules. Blocks are never joined, however
 * small the gap, and sentences are joined only within their unit.
 *
 * @param text the chunk's text; offsets of scores and result are UTF-16 code units of it
 * @param apart parts of the chunk without scores, across which no tokens are joined
 * @returns spans in text order
 */
export function deriveSpans(
  scores: ChunkScores,
  text: string,
  options: SpanOptions,
  apart: readonly TextRange[] = [],
): Span[] {
  if (scores.kind === 'tokens') {
    const raw = scores.windows.flatMap((window) => rawRanges(window, options.threshold));
    return joinRanges(raw, text, options.minSpanChars, options.mergeGapChars, apart);
  }
  if (scores.kind === 'sentences') {
    const found = scores.units.flatMap((unit) => sentenceSpans(unit, text, options.threshold, options.minSpanChars));
    // A long paragraph that is torn is several spans, and what tears it, such as a note, stands between them.
    return found.sort((a, b) => a.start - b.start);
  }
  const isSpan = (range: Span): boolean =>
    range.score >= options.threshold &&
    joinRanges([range], text, options.minSpanChars, options.mergeGapChars).length > 0;
  const blocks = scores.ranges.filter(isSpan);
  const alone =
    options.loneSentences === true
      ? scores.sentences.filter((sentence) => isSpan(sentence) && !overlapsAny(sentence, blocks))
      : [];
  return [...blocks, ...alone].sort((a, b) => a.start - b.start);
}

/** The scores that occur in a chunk. Its spans can change only at these thresholds. */
function levels(scores: ChunkScores, { loneSentences = false }: SpanOptions): number[] {
  if (scores.kind === 'tokens') return scores.windows.flatMap((window) => Array.from(window.probabilities));
  const own = Array.from(pieces(scores), ({ score }) => score);
  return loneSentences && scores.kind === 'blocks' ? [...own, ...scores.sentences.map(({ score }) => score)] : own;
}

/**
 * The highest threshold at which the chunk still has a span; 0 when no threshold gives one. Bisection is exact here: a lower threshold only
 * adds tokens to ranges and sentences to runs, so a span at one threshold has a successor at every lower one.
 */
export function highestThreshold(
  scores: ChunkScores,
  text: string,
  options: SpanOptions,
  apart: readonly TextRange[] = [],
): number {
  const candidates = [...new Set(levels(scores, options))].filter((level) => level > 0).sort((a, b) => b - a);
  let low = 0;
  let high = candidates.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const found = deriveSpans(scores, text, { ...options, threshold: candidates[middle]! }, apart).length > 0;
    if (found) high = middle;
    else low = middle + 1;
  }
  return candidates[low] ?? 0;
}
