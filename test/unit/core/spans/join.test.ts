import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinRanges, rawRanges } from '../../../../src/core/spans/join';
import type { TokenWindow } from '../../../../src/core/spans/scores';

function windowOf(tokens: readonly (readonly [start: number, end: number, probability: number])[]): TokenWindow {
  return {
    starts: Uint32Array.from(tokens, ([start]) => start),
    ends: Uint32Array.from(tokens, ([, end]) => end),
    probabilities: Float32Array.from(tokens, ([, , probability]) => probability),
  };
}

describe('raw ranges', () => {
  it('are runs of tokens at or above the threshold, with the largest probability', () => {
    const window = windowOf([
      [0, 3, 0.5],
      [3, 6, 0.75],
      [6, 9, 0.125],
      [9, 12, 0.5],
    ]);
    expect(rawRanges(window, 0.5)).toEqual([
      { start: 0, end: 6, score: 0.75 },
      { start: 9, end: 12, score: 0.5 },
    ]);
  });

  it('end at a token without text', () => {
    const window = windowOf([
      [0, 3, 0.5],
      [3, 3, 0.9],
      [3, 6, 0.5],
    ]);
    expect(rawRanges(window, 0.5)).toHaveLength(2);
  });
});

describe('joining', () => {
  const range = (start: number, end: number, score: number) => ({ start, end, score });

  it('joins a gap that is not larger than the limit, and keeps the larger score', () => {
    const text = 'a'.repeat(100);
    expect(joinRanges([range(0, 10, 0.3), range(30, 40, 0.9)], text, 0, 20)).toEqual([range(0, 40, 0.9)]);
    expect(joinRanges([range(0, 10, 0.3), range(31, 40, 0.9)], text, 0, 20)).toHaveLength(2);
  });

  it('drops what is short after joining, not before', () => {
    const text = 'a'.repeat(100);
    expect(joinRanges([range(0, 4, 0.3), range(8, 12, 0.4)], text, 10, 20)).toEqual([range(0, 12, 0.4)]);
    expect(joinRanges([range(0, 9, 0.3)], text, 10, 20)).toEqual([]);
    expect(joinRanges([range(0, 10, 0.3)], text, 10, 20)).toHaveLength(1);
  });

  it('counts gaps and lengths in code points', () => {
    const text = '😀'.repeat(50);
    expect(joinRanges([range(0, 18, 1)], text, 10, 0)).toEqual([]);
    expect(joinRanges([range(0, 20, 1)], text, 10, 0)).toHaveLength(1);
    expect(joinRanges([range(0, 2, 1), range(42, 44, 1)], text, 0, 20)).toHaveLength(1);
    expect(joinRanges([range(0, 2, 1), range(44, 46, 1)], text, 0, 20)).toHaveLength(2);
  });

  it('counts CR LF as one, as in the text with LF', () => {
    const text = `${'a\r\n'.repeat(20)}b`;
    expect(joinRanges([range(0, 1, 1), range(28, 29, 1)], text, 0, 18)).toHaveLength(1);
    expect(joinRanges([range(0, 1, 1), range(28, 29, 1)], text, 0, 17)).toHaveLength(2);
    expect(joinRanges([range(0, 15, 1)], text, 10, 0)).toHaveLength(1);
    expect(joinRanges([range(0, 15, 1)], text, 11, 0)).toHaveLength(0);
  });

  it('sorts, and joins ranges that overlap or hold each other', () => {
    const text = 'a'.repeat(100);
    expect(joinRanges([range(20, 30, 0.2), range(0, 50, 0.4), range(45, 60, 0.3)], text, 0, 0)).toEqual([
      range(0, 60, 0.4),
    ]);
  });

  it('leaves spans that are apart by more than the gap, by place, whatever comes in', () => {
    const ranges = fc.array(
      fc.tuple(fc.nat(200), fc.integer({ min: 1, max: 30 }), fc.float({ min: 0, max: 1, noNaN: true })),
    );
    const text = 'x'.repeat(240);
    fc.assert(
      fc.property(ranges, fc.nat(20), fc.nat(20), (input, minimum, gap) => {
        const spans = joinRanges(
          input.map(([start, length, score]) => range(start, start + length, score)),
          text,
          minimum,
          gap,
        );
        for (const [index, span] of spans.entries()) {
          expect(span.end - span.start).toBeGreaterThanOrEqual(minimum);
          if (index > 0) expect(span.start - spans[index - 1]!.end).toBeGreaterThan(gap);
        }
      }),
    );
  });
});
