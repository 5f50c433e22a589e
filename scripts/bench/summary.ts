/** A figure that was measured in several rounds. */
export interface Summary {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** Median and spread of a figure; at least one value. */
export function summarise(values: readonly number[]): Summary {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const median = (sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2;
  return { median: significant(median), min: significant(sorted[0]!), max: significant(sorted.at(-1)!) };
}

/** Round by round, how many times as fast as another a system was: seconds of both, in the order of the rounds. */
export function ratios(others: readonly number[], own: readonly number[]): Summary {
  return summarise(own.map((seconds, round) => others[round]! / seconds));
}

/** Four digits say all that a measurement can. */
export function significant(value: number): number {
  return Number(value.toPrecision(4));
}
