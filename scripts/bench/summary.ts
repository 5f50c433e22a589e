/** A figure that was measured in several rounds. */
export interface Summary {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** Median and spread of a figure. Needs at least one value. */
export function summarise(values: readonly number[]): Summary {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const median = (sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2;
  return { median: significant(median), min: significant(sorted[0]!), max: significant(sorted.at(-1)!) };
}

/** Speed of a system relative to another, round by round. Takes the seconds of both in the order of the rounds. */
export function ratios(others: readonly number[], own: readonly number[]): Summary {
  return summarise(own.map((seconds, round) => others[round]! / seconds));
}

/** No measurement is more exact than four digits. */
export function significant(value: number): number {
  return Number(value.toPrecision(4));
}
