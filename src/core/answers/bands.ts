/** How strong a passage is, wherever bands are shown instead of numbers. */
export type Band = 'strong' | 'medium' | 'weak';

export const BANDS: readonly Band[] = ['strong', 'medium', 'weak'];

/**
 * Where bands begin. The model card calls 0.5 the precise threshold, so passages below it are weak. 0.8 is this project's own limit: passages
 * above it are hardly ever wrong.
 */
export const BAND_STARTS = { strong: 0.8, medium: 0.5 } as const;

export function bandOf(score: number): Band {
  if (score >= BAND_STARTS.strong) return 'strong';
  return score >= BAND_STARTS.medium ? 'medium' : 'weak';
}

/** The highest threshold with two decimals at which a passage of this score is lit. */
export function thresholdBelow(score: number): number {
  return Math.floor(score * 100) / 100;
}

/** A score as readers see it: two decimals, cut and not rounded, so that a passage below the threshold never seems to reach it. */
export function formatScore(score: number): string {
  return (Math.floor(score * 100 + 1e-6) / 100).toFixed(2);
}
