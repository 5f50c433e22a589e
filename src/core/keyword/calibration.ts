/** Maps a raw score to the score that is shown. Piecewise linear and monotone: pairs of [raw, shown], rising in both. */
export type Calibration = readonly (readonly [number, number])[];

/** The shown score of a raw score. Below the first pair and above the last, the value of that pair. */
export function calibrate(calibration: Calibration, raw: number): number {
  let [x0, y0] = calibration[0]!;
  if (raw <= x0) return y0;
  for (const [x1, y1] of calibration) {
    if (raw <= x1) return y0 + ((raw - x0) / (x1 - x0)) * (y1 - y0);
    [x0, y0] = [x1, y1];
  }
  return y0;
}
