import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Number of resamples. With 1,000, the second decimal of an interval's ends still changes with the seed. */
const RESAMPLES = 10_000;
/** One seed for all intervals, so that the same rows give the same figures. */
const SEED = 20_260_206;

/** A row's counts with its query. */
export interface QueryRow<T> {
  readonly query: string;
  readonly counts: T;
}

/** The 2.5th and the 97.5th percentile. */
export type Interval = readonly [low: number, high: number];

/**
 * The 95 % percentile intervals of figures, by bootstrap over queries. (Not over rows, because the rows of one query depend on each other.)
 *
 * @param figures computes the figures of pooled rows; called with at least one row
 * @returns an interval for each figure, by name; a single query gives intervals without width, no row gives none
 */
export function bootstrapIntervals<T>(
  rows: readonly QueryRow<T>[],
  figures: (sample: readonly T[]) => Readonly<Record<string, number>>,
  resamples = RESAMPLES,
): Readonly<Record<string, Interval>> {
  const byQuery = new Map<string, T[]>();
  for (const { query, counts } of rows) {
    const group = byQuery.get(query);
    if (group) group.push(counts);
    else byQuery.set(query, [counts]);
  }
  const groups = [...byQuery.values()];
  if (groups.length === 0) return {};
  const random = xoroshiro128plus(SEED);
  const samples = Array.from({ length: resamples }, () =>
    figures(groups.flatMap(() => groups[uniformInt(random, 0, groups.length - 1)]!)),
  );
  const names = Object.keys(samples[0] ?? {});
  return Object.fromEntries(names.map((name) => [name, intervalOf(samples.map((sample) => sample[name]!))]));
}

function intervalOf(values: number[]): Interval {
  const sorted = values.sort((a, b) => a - b);
  return [percentile(sorted, 0.025), percentile(sorted, 0.975)];
}

/** Linear interpolation between neighbours. `sorted` ascends and is not empty. */
function percentile(sorted: readonly number[], share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.min(sorted.length - 1, below + 1);
  return sorted[below]! + (place - below) * (sorted[above]! - sorted[below]!);
}
