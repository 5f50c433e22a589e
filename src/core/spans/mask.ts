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
  const inChunk = hidden.filter((range) => range.start < chunk.end && range.end > chunk.start);
  const clipped = scope !== undefined && (scope.start > chunk.start || scope.end < chunk.end);
  if (inChunk.length === 0 && !clipped) return scores;

  const shown = (start: number, end: number): boolean => {
    const from = chunk.start + start;
    const to = chunk.start + end;
    if (scope && (to <= scope.start || from >= scope.end)) return false;
    return !inChunk.some((range) => from < range.end && to > range.start);
  };
  if (scores.kind === 'tokens') {
    return { kind: 'tokens', windows: scores.windows.map((window) => maskWindow(window, shown)) };
  }
  const keep = (range: ScoredRange): boolean => shown(range.start, range.end);
  return { kind: 'blocks', ranges: scores.ranges.filter(keep), sentences: scores.sentences.filter(keep) };
}

function maskWindow(window: TokenWindow, shown: (start: number, end: number) => boolean): TokenWindow {
  const probabilities = window.probabilities.map((probability, token) =>
    shown(window.starts[token]!, window.ends[token]!) ? probability : 0,
  );
  return { ...window, probabilities };
}
