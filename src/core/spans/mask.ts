import { overlaps, type TextRange } from '../text/trim';
import type { ChunkScores, ScoredRange, TokenWindow } from './scores';

/**
 * Hides the scores of the parts that a view leaves out. A whole block is hidden when it lies in a hidden part or outside the
 * scope; a token is hidden (probability 0) when its text does.
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

/** The scores of what `maskScores` would hide with these parts, and of nothing else. */
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
  if (scores.kind === 'tokens') {
    return { kind: 'tokens', windows: scores.windows.map((window) => maskWindow(window, isKept)) };
  }
  const keep = (range: ScoredRange): boolean => isKept(range.start, range.end);
  return { kind: 'blocks', ranges: scores.ranges.filter(keep), sentences: scores.sentences.filter(keep) };
}

function maskWindow(window: TokenWindow, shown: (start: number, end: number) => boolean): TokenWindow {
  const probabilities = window.probabilities.map((probability, token) =>
    shown(window.starts[token]!, window.ends[token]!) ? probability : 0,
  );
  return { ...window, probabilities };
}
