import { within } from '../text/pieces';
import { overlaps, type TextRange } from '../text/trim';
import type { ChunkScores, SentenceUnit, Span, TokenWindow } from './scores';

/**
 * Leaves out the scores of the parts that a view hides: of each block, unit or token whose text lies in a hidden part or outside the
 * scope. What is hidden has no score, so that no threshold lights it, not even 0.
 *
 * @param chunk the chunk's place in the paper
 * @param hidden parts of the paper that are not shown, by place, without overlaps; offsets of the paper
 * @param scope the only part that is shown, when given; offsets of the paper
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

/** The scores of what `maskScores` would leave out with these parts, and of nothing else. */
export function scoresIn(
  scores: ChunkScores,
  chunk: TextRange,
  parts: readonly TextRange[],
  scope: TextRange | undefined,
): ChunkScores {
  return kept(scores, chunk, scope, (range) => parts.some((part) => overlaps(range, part)));
}

/** @param shown whether a range of the paper's text that lies in the scope is kept */
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
  // What tears a span may be hidden, so that only its own pieces count.
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

/** The tokens that are kept, as a window for each run of them: what stands on both sides of hidden text is no run. */
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

/** A unit without the sentences that are hidden. What tears a unit may be hidden, so that only its own pieces count. */
function visibleUnit(unit: SentenceUnit, keep: (range: TextRange) => boolean): SentenceUnit[] {
  const sentences = unit.sentences.filter((sentence) => within(sentence, unit.ranges).some(keep));
  return sentences.length > 0 ? [{ ...unit, sentences }] : [];
}
