import type { ChunkScores, ScoredRange, TokenWindow } from './scores';

interface Range {
  readonly start: number;
  readonly end: number;
}

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
  chunk: Range,
  hidden: readonly Range[],
  scope: Range | undefined,
): ChunkScores {
  const inChunk = hidden.filter((part) => touches(part, chunk));
  const clipped = scope !== undefined && (scope.start > chunk.start || scope.end < chunk.end);
  if (inChunk.length === 0 && !clipped) return scores;

  return kept(
    scores,
    chunk,
    (range) => (!scope || touches(range, scope)) && !inChunk.some((part) => touches(range, part)),
  );
}

/** The scores of what `maskScores` would hide with these parts, and of nothing else. */
export function scoresIn(
  scores: ChunkScores,
  chunk: Range,
  parts: readonly Range[],
  scope: Range | undefined,
): ChunkScores {
  const inChunk = parts.filter((part) => touches(part, chunk));
  return kept(
    scores,
    chunk,
    (range) => (!scope || touches(range, scope)) && inChunk.some((part) => touches(range, part)),
  );
}

/** @param shown whether a range of the paper's text is kept */
function kept(scores: ChunkScores, chunk: Range, shown: (range: Range) => boolean): ChunkScores {
  const isKept = (start: number, end: number): boolean => shown({ start: chunk.start + start, end: chunk.start + end });
  if (scores.kind === 'tokens') {
    return { kind: 'tokens', windows: scores.windows.map((window) => maskWindow(window, isKept)) };
  }
  const keep = (range: ScoredRange): boolean => isKept(range.start, range.end);
  return { kind: 'blocks', ranges: scores.ranges.filter(keep), sentences: scores.sentences.filter(keep) };
}

function touches(a: Range, b: Range): boolean {
  return a.start < b.end && a.end > b.start;
}

function maskWindow(window: TokenWindow, shown: (start: number, end: number) => boolean): TokenWindow {
  const probabilities = window.probabilities.map((probability, token) =>
    shown(window.starts[token]!, window.ends[token]!) ? probability : 0,
  );
  return { ...window, probabilities };
}
