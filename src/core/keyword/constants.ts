import type { Calibration } from './calibration';

/** The constants of the score; `models/keyword/README.md` says how they were chosen. */
export interface KeywordConstants {
  /** Saturation of repeated words (BM25's k1). */
  readonly k1: number;
  /** How much the score of a long paragraph is reduced, 0..1 (BM25's b). */
  readonly b: number;
  readonly calibration: Calibration;
}

export const KEYWORD_CONSTANTS: KeywordConstants = {
  // The usual values of the literature. Values fitted to the benchmark's few queries were not better on queries left out of the fit.
  k1: 1.2,
  b: 0.75,
  // From `scripts/keyword/calibrate.ts` on the ten development queries of ACL-Verbatim: word F1 is best from 0.3152 on, and 0.476 is the
  // lowest place where word precision is 0.75.
  calibration: [
    [0, 0],
    [0.3152, 0.2],
    [0.476, 0.5],
    [1, 1],
  ],
};
