/** How strong a passage is, wherever bands are shown instead of numbers. */
export type Band = 'strong' | 'medium' | 'weak';

export const BANDS: readonly Band[] = ['strong', 'medium', 'weak'];

/**
 * Where bands begin. The model card calls 0.5 the precise threshold, so passages below it are weak. 0.8 is this project's own limit: passages
 * above it are hardly ever wrong.
 */
export const BAND_STARTS = { strong: 0.8, medium: 0.5 } as const;

/** The band of a score as readers see it, rounded, so that the number and its band never contradict each other. */
export function bandOf(score: number): Band {
  const shown = Number(formatScore(score));
  if (shown >= BAND_STARTS.strong) return 'strong';
  return shown >= BAND_STARTS.medium ? 'medium' : 'weak';
}

/**
 * The highest threshold with two decimals at which a passage of this score is lit. It has more decimals where two would make it 0, which lights
 * everything.
 */
export function thresholdBelow(score: number): number {
  for (let scale = 100; scale < 1e9; scale *= 10) {
    // Not `floor`: 0.57 times 100 is a little less than 57.
    const near = Math.round(score * scale);
    const threshold = near / scale <= score ? near / scale : (near - 1) / scale;
    if (threshold > 0) return threshold;
  }
  return 0;
}

/** The fewest decimals of a score or threshold. */
const DECIMALS = 2;
/** Two different numbers between 0 and 1 differ within this many decimals. */
const MOST_DECIMALS = 20;

/**
 * A score as readers see it: rounded to two decimals. Beside a threshold it gets as many more decimals as it takes to show on which side
 * it lies: below 0.2, a score of 0.197 is "0.197", because "0.20" would read as lit.
 *
 * @param threshold that decides whether text with this score is lit; without one, the score is only rounded
 */
export function formatScore(score: number, threshold?: number): string {
  return shortest(score, (shown) => threshold === undefined || shown >= threshold === score >= threshold);
}

/** Whether a reader sees a score above 0: one that is shown as 0.00 is not. */
export function isSomething(score: number): boolean {
  return Number(formatScore(score)) > 0;
}

/** A threshold as readers see it: two decimals, or more where the reader has set more. */
export function formatThreshold(threshold: number): string {
  return shortest(threshold, (shown) => shown === threshold);
}

function shortest(value: number, isTrue: (shown: number) => boolean): string {
  for (let decimals = DECIMALS; decimals < MOST_DECIMALS; decimals++) {
    const shown = value.toFixed(decimals);
    if (isTrue(Number(shown))) return shown;
  }
  return value.toFixed(MOST_DECIMALS);
}
