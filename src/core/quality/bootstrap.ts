import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Resamples behind an interval; with 1,000 the second decimal of its ends still moves from seed to seed. */
const RESAMPLES = 10_000;
/** One seed for all intervals: the same rows give the same figures. */
const SEED = 20_260_206;

/** A row's counts with the query that it belongs to. */
export interface QueryRow<T> {
  readonly query: string;
  readonly counts: T;
}

/**
 * The 95 % percentile interval of a figure by bootstrap over queries (not rows: the rows of a query stand and fall together).
 *
 * @param figure computes the figure of pooled rows
 * @returns the 2.5th and the 97.5th percentile; a single query gives an interval without width
 */
export function bootstrapInterval<T>(
  rows: readonly QueryRow<T>[],
  figure: (sample: readonly T[]) => number,
  resamples = RESAMPLES,
): readonly [low: number, high: number] {
  const byQuery = new Map<string, T[]>();
  for (const { query, counts } of rows) byQuery.set(query, [...(byQuery.get(query) ?? []), counts]);
  const groups = [...byQuery.values()];
  if (groups.length === 0) return [0, 0];
  const random = xoroshiro128plus(SEED);
  const figures = Array.from({ length: resamples }, () =>
    figure(groups.flatMap(() => groups[uniformInt(random, 0, groups.length - 1)]!)),
  ).sort((a, b) => a - b);
  return [percentile(figures, 0.025), percentile(figures, 0.975)];
}

/** Linear interpolation between neighbours; `sorted` ascends and is not empty. */
function percentile(sorted: readonly number[], share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.min(sorted.length - 1, below + 1);
  return sorted[below]! + (place - below) * (sorted[above]! - sorted[below]!);
}
