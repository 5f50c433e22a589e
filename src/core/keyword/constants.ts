import type { Calibration } from './calibration';

/** The constants of the score; `models/keyword/README.md` says how they were chosen, `scripts/keyword/calibrate.ts` chooses them. */
export interface KeywordConstants {
  /** Saturation of repeated words (BM25's k1). */
  readonly k1: number;
  /** How much a long paragraph is held against its score, 0..1 (BM25's b). */
  readonly b: number;
  readonly calibration: Calibration;
}

export const KEYWORD_CONSTANTS: KeywordConstants = {
  k1: 1.2,
  b: 0.1,
  calibration: [
    [0, 0],
    [0.45, 0.2],
    [0.6, 0.5],
    [1, 1],
  ],
};
