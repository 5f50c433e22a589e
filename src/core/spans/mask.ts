import { within } from '../text/pieces';
import { overlaps, type TextRange } from '../text/trim';
import type { ChunkScores, SentenceUnit, Span, TokenWindow } from './scores';

/**
 * Removes the scores of what a view hides: every block, unit or token whose text is hidden or outside the scope. Hidden text then has no
 * score at all, so no threshold lights it, not even 0.
 *
 * @param chunk the chunk's range in the paper
 * @param hidden parts of the paper that are not shown, in text order, without overlaps; offsets of the paper
 * @param scope when given, the only part that is shown; offsets of the paper
 */
export function maskScores(
  scores: ChunkScores,
  chunk: TextRange,
  hidden: readonly TextRange[],
  scope: TextRange | undefined,
): ChunkScores {
  const inChunk = hidden.filter((part) => overlaps(part, chunk));
  const clipped = scope !== undefined && (scope.start > chunk.start || scope.end < chunk.end);
  if (inChunk.length === 0 && !clipped) return scores;
  return kept(scores, chunk, scope, (range) => !inChunk.some((part) => overlaps(range, part)));
}

/** The opposite of `maskScores`: only the scores of text in these parts. */
export function scoresIn(
  scores: ChunkScores,
  chunk: TextRange,
  parts: readonly TextRange[],
  scope: TextRange | undefined,
): ChunkScores {
  return kept(scores, chunk, scope, (range) => parts.some((part) => overlaps(range, part)));
}

/** @param shown whether to keep a range of the paper that lies in the scope */
function kept(
  scores: ChunkScores,
  chunk: TextRange,
  scope: TextRange | undefined,
  shown: (range: TextRange) => boolean,
): ChunkScores {
  const isKept = (start: number, end: number): boolean => {
    const range = { start: chunk.start + start, end: chunk.start + end };
    return overlaps(range, scope) && shown(range);
  };
  const keep = (range: TextRange): boolean => isKept(range.start, range.end);
  // Text between the pieces of a span may be hidden, so only its own pieces count.
  const keepSpan = (span: Span): boolean => within(span, span.ranges).some(keep);
  switch (scores.kind) {
    case 'tokens':
      return { kind: 'tokens', windows: scores.windows.flatMap((window) => visibleRuns(window, isKept)) };
    case 'blocks':
      return { kind: 'blocks', ranges: scores.ranges.filter(keepSpan), sentences: scores.sentences.filter(keepSpan) };
    case 'sentences':
      return { kind: 'sentences', units: scores.units.flatMap((unit) => visibleUnit(unit, keep)) };
  }
}

/** Cuts a window into runs of tokens that are kept, so that tokens on both sides of hidden text never join. */
function visibleRuns(window: TokenWindow, isKept: (start: number, end: number) => boolean): TokenWindow[] {
  const { starts, ends, probabilities } = window;
  const runs: TokenWindow[] = [];
  let first: number | undefined;
  for (let token = 0; token <= starts.length; token++) {
    if (token < starts.length && isKept(starts[token]!, ends[token]!)) {
      first ??= token;
    } else if (first !== undefined) {
      runs.push({
        starts: starts.subarray(first, token),
        ends: ends.subarray(first, token),
        probabilities: probabilities.subarray(first, token),
      });
      first = undefined;
    }
  }
  return runs;
}

/** A unit without its hidden sentences. Text between the pieces of a unit may be hidden, so only its own pieces count. */
function visibleUnit(unit: SentenceUnit, keep: (range: TextRange) => boolean): SentenceUnit[] {
  const sentences = unit.sentences.filter((sentence) => within(sentence, unit.ranges).some(keep));
  return sentences.length > 0 ? [{ ...unit, sentences }] : [];
}
