import type { ScoredRange } from '../spans/scores';

/** Ranges by falling score; ties in text order. */
export function bestFirst<T extends ScoredRange>(ranges: readonly T[]): T[] {
  return [...ranges].sort((a, b) => b.score - a.score || a.start - b.start);
}
