/** How strong a passage is, for everything that shows bands instead of numbers. */
export type Band = 'strong' | 'medium' | 'weak';

export const BANDS: readonly Band[] = ['strong', 'medium', 'weak'];

/**
 * 0.5 is where the model card puts precision, so that what lies below it is shown as weak; 0.8 is this project's own line for
 * what hardly ever is wrong.
 */
export function bandOf(score: number): Band {
  if (score >= 0.8) return 'strong';
  return score >= 0.5 ? 'medium' : 'weak';
}

/** The highest threshold of two decimals at which a passage of this score is lit. */
export function thresholdBelow(score: number): number {
  return Math.floor(score * 100) / 100;
}

/** A score as readers see it everywhere: two decimals, cut and not rounded, so that no shown score is below its threshold wrongly. */
export function formatScore(score: number): string {
  return (Math.floor(score * 100 + 1e-6) / 100).toFixed(2);
}
