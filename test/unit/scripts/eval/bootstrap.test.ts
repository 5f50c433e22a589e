import { describe, expect, it } from 'vitest';
import { bootstrapIntervals } from '../../../../scripts/eval/bootstrap';

function mean(sample: readonly number[]): { readonly mean: number } {
  return { mean: sample.reduce((total, value) => total + value, 0) / sample.length };
}

describe('bootstrap intervals', () => {
  it('whole queries are resampled, not rows', () => {
    const rows = [1, 3].flatMap((value) => [
      { query: 'a', counts: value },
      { query: 'b', counts: value + 8 },
    ]);
    const seen = new Set<string>();
    bootstrapIntervals(rows, (sample) => {
      seen.add(sample.join());
      return mean(sample);
    });
    expect([...seen].sort()).toEqual(['1,3,1,3', '1,3,9,11', '9,11,1,3', '9,11,9,11']);
  });

  it('an interval is the 2.5th and the 97.5th percentile of the figure', () => {
    const rows = Array.from({ length: 400 }, (_, at) => ({ query: String(at), counts: at % 2 }));
    const [low, high] = bootstrapIntervals(rows, mean)['mean']!;
    // The mean of 400 coins has a standard error of 0.025: 1.96 of them to either side.
    expect(low).toBeCloseTo(0.5 - 0.049, 2);
    expect(high).toBeCloseTo(0.5 + 0.049, 2);
  });

  it('intervals are the same each time', () => {
    const rows = [4, 8, 15, 16, 23, 42].map((counts) => ({ query: String(counts), counts }));
    expect(bootstrapIntervals(rows, mean)).toEqual(bootstrapIntervals(rows, mean));
  });

  it('the interval of one query has no width, and no query gives none', () => {
    expect(bootstrapIntervals([{ query: 'a', counts: 5 }], mean)).toEqual({ mean: [5, 5] });
    expect(bootstrapIntervals([], mean)).toEqual({});
  });
});
