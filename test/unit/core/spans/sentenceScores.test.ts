import { describe, expect, it } from 'vitest';
import { sentenceScores } from '../../../../src/core/spans/sentenceScores';
import type { TokenWindow } from '../../../../src/core/spans/scores';

/** A window of tokens [start, probability], each one code unit long. */
function windowOf(...tokens: readonly (readonly [start: number, probability: number])[]): TokenWindow {
  return {
    starts: Uint32Array.from(tokens, ([start]) => start),
    ends: Uint32Array.from(tokens, ([start]) => start + 1),
    probabilities: Float32Array.from(tokens, ([, probability]) => probability),
  };
}

const SENTENCES = [
  { start: 10, end: 20 },
  { start: 21, end: 30 },
];
const same = (unit: number): number => unit;
const scores = (windows: readonly TokenWindow[], sourceOf = same): number[] =>
  sentenceScores(SENTENCES, windows, sourceOf).map(({ score }) => score);

describe('the score of a sentence', () => {
  it("a sentence's score is the mean log-odds of the tokens that start in it", () => {
    // Log-odds of 0.5 and 0.8 are 0 and ln 4; their mean, ln 2, is a probability of two thirds.
    const [first, second] = scores([windowOf([10, 0.5], [19, 0.8], [21, 0.25], [29, 0.25])]);
    expect(first).toBeCloseTo(2 / 3, 6);
    expect(second).toBeCloseTo(0.25, 6);
  });

  it("a sentence's score is a number even when tokens are certain", () => {
    const [first, second] = scores([windowOf([10, 1], [12, 0], [21, 1])]);
    expect(first).toBeCloseTo(0.5, 6);
    expect(second).toBeGreaterThan(0.999);
    expect(second).toBeLessThan(1);
  });

  it('tokens between and around sentences do not count', () => {
    const [first, second] = scores([windowOf([9, 1], [10, 0.5], [20, 1], [25, 0.25], [30, 1])]);
    expect(first).toBe(0.5);
    expect(second).toBeCloseTo(0.25, 6);
  });

  it('with several windows the largest score counts; a sentence without tokens scores 0', () => {
    const [first, second] = scores([windowOf([10, 0.5], [22, 0.25]), windowOf([22, 0.75])]);
    expect(first).toBe(0.5);
    expect(second).toBeCloseTo(0.75, 6);
    expect(scores([windowOf([12, 0.5])])).toEqual([0.5, 0]);
    expect(scores([])).toEqual([0, 0]);
  });

  it('tokens count at the place that they come from', () => {
    const [first, second] = scores([windowOf([0, 0.5], [1, 0.25])], (unit) => 10 + unit * 11);
    expect(first).toBe(0.5);
    expect(second).toBeCloseTo(0.25, 6);
  });

  it('each score belongs to its own sentence', () => {
    expect(sentenceScores(SENTENCES, [], same)).toEqual(SENTENCES.map((range) => ({ ...range, score: 0 })));
  });
});
