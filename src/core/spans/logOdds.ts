/** Bounds log-odds: a 32-bit float cannot tell probabilities closer to 0 or 1 from certainty. */
const CERTAIN = 1e-7;

/** The log-odds of a probability, in -16.1..16.1. */
export function logOdds(probability: number): number {
  const bounded = Math.min(1 - CERTAIN, Math.max(CERTAIN, probability));
  return Math.log(bounded / (1 - bounded));
}

/** The probability of log-odds. */
export function logistic(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds));
}
