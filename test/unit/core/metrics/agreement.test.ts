import { describe, expect, it } from 'vitest';
import { agreementOf } from '../../../../src/core/metrics/agreement';
import type { TokenScores } from '../../../../src/core/spans/scores';

const TEXT = 'one two three four';
const OPTIONS = { threshold: 0.5, minSpanChars: 0, mergeGapChars: 0 };

/** Scores of the four words. */
function scores(...probabilities: number[]): TokenScores {
  const starts = Uint32Array.of(0, 3, 7, 13);
  const ends = Uint32Array.of(3, 7, 13, 18);
  return { kind: 'tokens', windows: [{ starts, ends, probabilities: Float32Array.from(probabilities) }] };
}

describe('the agreement of two scorings', () => {
  it('equal scorings agree fully, also when nothing is lit', () => {
    const same = { text: TEXT, first: scores(0.9, 0.1, 0.6, 0.2), second: scores(0.9, 0.1, 0.6, 0.2) };
    expect(agreementOf([same], OPTIONS)).toEqual({ characters: 18, sameSide: 1, spanF1: 1, largestDifference: 0 });
    const dark = { text: TEXT, first: scores(0.1, 0.1, 0.1, 0.1), second: scores(0.25, 0.1, 0.1, 0.1) };
    expect(agreementOf([dark], OPTIONS)).toMatchObject({ sameSide: 1, spanF1: 1 });
    expect(agreementOf([dark], OPTIONS).largestDifference).toBeCloseTo(0.15);
    expect(agreementOf([], OPTIONS)).toMatchObject({ characters: 0, sameSide: 1 });
  });

  it('agreement counts characters on the same side of the threshold, and spans', () => {
    const apart = { text: TEXT, first: scores(0.9, 0.1, 0.6, 0.2), second: scores(0.5, 0.1, 0.499, 0.2) };
    const { sameSide, spanF1, largestDifference } = agreementOf([apart], OPTIONS);
    expect(sameSide).toBeCloseTo(12 / 18);
    // Of the spans "one" and " three" only the first is found.
    expect(spanF1).toBeCloseTo(2 / 3);
    expect(largestDifference).toBeCloseTo(0.4);
  });

  it('agreement is pooled over texts', () => {
    const same = { text: TEXT, first: scores(0.9, 0, 0, 0), second: scores(0.9, 0, 0, 0) };
    const none = { text: TEXT, first: scores(0.9, 0, 0, 0), second: scores(0, 0, 0, 0) };
    const { characters, sameSide, spanF1 } = agreementOf([same, none], OPTIONS);
    expect(characters).toBe(36);
    expect(sameSide).toBeCloseTo(33 / 36);
    expect(spanF1).toBeCloseTo(2 / 3);
  });

  it('scorings of different tokens are refused', () => {
    const other: TokenScores = { kind: 'tokens', windows: [] };
    expect(() => agreementOf([{ text: TEXT, first: scores(0, 0, 0, 0), second: other }], OPTIONS)).toThrow(RangeError);
  });
});
