import { describe, expect, it } from 'vitest';
import { sentenceScores } from '../../../src/core/spans/sentenceScores';
import type { TokenWindow } from '../../../src/core/spans/scores';

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
  it('is the mean of the tokens that start in it', () => {
    expect(scores([windowOf([10, 0.5], [19, 1], [21, 0.25], [29, 0.25])])).toEqual([0.75, 0.25]);
  });

  it('leaves out tokens between and around sentences', () => {
    expect(scores([windowOf([9, 1], [10, 0.5], [20, 1], [25, 0], [30, 1])])).toEqual([0.5, 0]);
  });

  it('is the larger of those of several windows, and 0 without a token', () => {
    expect(scores([windowOf([10, 0.5], [22, 0.25]), windowOf([22, 0.75])])).toEqual([0.5, 0.75]);
    expect(scores([windowOf([12, 0.5])])).toEqual([0.5, 0]);
    expect(scores([])).toEqual([0, 0]);
  });

  it('goes by the place that the tokens come from', () => {
    expect(scores([windowOf([0, 0.5], [1, 0.25])], (unit) => 10 + unit * 11)).toEqual([0.5, 0.25]);
  });

  it('stays with its sentence', () => {
    expect(sentenceScores(SENTENCES, [], same)).toEqual(SENTENCES.map((range) => ({ ...range, score: 0 })));
  });
});
