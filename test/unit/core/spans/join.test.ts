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
  it('raw ranges are runs of tokens that reach the threshold, with the largest probability', () => {
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

  it('a raw range ends at a token without text', () => {
    const window = windowOf([
      [0, 3, 0.5],
      [3, 3, 0.9],
      [3, 6, 0.5],
    ]);
    expect(rawRanges(window, 0.5)).toHaveLength(2);
  });
});

describe('joining ranges', () => {
  const range = (start: number, end: number, score: number) => ({ start, end, score });

  it('a gap up to the limit is joined, with the larger score', () => {
    const text = 'a'.repeat(100);
    expect(joinRanges([range(0, 10, 0.3), range(30, 40, 0.9)], text, 0, 20)).toEqual([range(0, 40, 0.9)]);
    expect(joinRanges([range(0, 10, 0.3), range(31, 40, 0.9)], text, 0, 20)).toHaveLength(2);
  });

  it('short ranges are dropped after joining, not before', () => {
    const text = 'a'.repeat(100);
    expect(joinRanges([range(0, 4, 0.3), range(8, 12, 0.4)], text, 10, 20)).toEqual([range(0, 12, 0.4)]);
    expect(joinRanges([range(0, 9, 0.3)], text, 10, 20)).toEqual([]);
    expect(joinRanges([range(0, 10, 0.3)], text, 10, 20)).toHaveLength(1);
  });

  it('gaps and lengths are counted in code points', () => {
    const text = '😀'.repeat(50);
    expect(joinRanges([range(0, 18, 1)], text, 10, 0)).toEqual([]);
    expect(joinRanges([range(0, 20, 1)], text, 10, 0)).toHaveLength(1);
    expect(joinRanges([range(0, 2, 1), range(42, 44, 1)], text, 0, 20)).toHaveLength(1);
    expect(joinRanges([range(0, 2, 1), range(44, 46, 1)], text, 0, 20)).toHaveLength(2);
  });

  it('CR LF counts as one character, as in the LF text', () => {
    const text = `${'a\r\n'.repeat(20)}b`;
    expect(joinRanges([range(0, 1, 1), range(28, 29, 1)], text, 0, 18)).toHaveLength(1);
    expect(joinRanges([range(0, 1, 1), range(28, 29, 1)], text, 0, 17)).toHaveLength(2);
    expect(joinRanges([range(0, 15, 1)], text, 10, 0)).toHaveLength(1);
    expect(joinRanges([range(0, 15, 1)], text, 11, 0)).toHaveLength(0);
  });

  it('ranges are sorted, and overlapping or nested ones are joined', () => {
    const text = 'a'.repeat(100);
    expect(joinRanges([range(20, 30, 0.2), range(0, 50, 0.4), range(45, 60, 0.3)], text, 0, 0)).toEqual([
      range(0, 60, 0.4),
    ]);
  });

  it('joined spans are in text order and further apart than the gap, for any input', () => {
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
