import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskScores } from '../../../../src/core/spans/mask';
import type { BlockScores, TokenScores } from '../../../../src/core/spans/scores';
import { DEFAULT_SPAN_OPTIONS, deriveSpans, highestThreshold } from '../../../../src/core/spans/spans';

const text = 'x'.repeat(400);

/** A window of tokens of three characters each. */
function tokens(probabilities: readonly number[]): TokenScores {
  return {
    kind: 'tokens',
    windows: [
      {
        starts: Uint32Array.from(probabilities, (_, index) => index * 3),
        ends: Uint32Array.from(probabilities, (_, index) => index * 3 + 3),
        probabilities: Float32Array.from(probabilities),
      },
    ],
  };
}

const blocks: BlockScores = {
  kind: 'blocks',
  ranges: [
    { start: 0, end: 50, score: 0.5 },
    { start: 52, end: 100, score: 0.25 },
    { start: 102, end: 105, score: 0.75 },
  ],
  sentences: [{ start: 0, end: 20, score: 0.6 }],
};

describe('spans of blocks', () => {
  it('blocks are never joined with their neighbours, and short ones are dropped', () => {
    expect(deriveSpans(blocks, text, DEFAULT_SPAN_OPTIONS)).toEqual(blocks.ranges.slice(0, 2));
  });

  it('spans of blocks follow the threshold', () => {
    expect(deriveSpans(blocks, text, { ...DEFAULT_SPAN_OPTIONS, threshold: 0.3 })).toEqual(blocks.ranges.slice(0, 1));
    expect(deriveSpans(blocks, text, { ...DEFAULT_SPAN_OPTIONS, threshold: 0.6 })).toEqual([]);
  });
});

describe('the highest threshold with a span', () => {
  it('the highest threshold ignores spans that are too short', () => {
    expect(highestThreshold(blocks, text, DEFAULT_SPAN_OPTIONS)).toBe(0.5);
  });

  it('the highest threshold is 0 when nothing has a score', () => {
    expect(highestThreshold(tokens([0, 0, 0]), text, DEFAULT_SPAN_OPTIONS)).toBe(0);
  });

  it('the highest threshold shows a span, and no higher one does', () => {
    const probability = fc.integer({ min: 0, max: 20 }).map((step) => step / 20);
    fc.assert(
      fc.property(fc.array(probability, { maxLength: 100 }), (probabilities) => {
        const scores = tokens(probabilities);
        const best = highestThreshold(scores, text, DEFAULT_SPAN_OPTIONS);
        for (const threshold of [0.05, 0.25, 0.5, 0.75, 1]) {
          const shown = deriveSpans(scores, text, { ...DEFAULT_SPAN_OPTIONS, threshold: Math.fround(threshold) });
          expect(shown.length > 0).toBe(best >= Math.fround(threshold));
        }
      }),
    );
  });
});

describe('masking scores', () => {
  const chunk = { start: 1000, end: 1400 };

  it('without hidden parts masking returns the same scores', () => {
    expect(maskScores(blocks, chunk, [{ start: 0, end: 900 }], undefined)).toBe(blocks);
  });

  it('masking removes blocks and sentences of hidden parts', () => {
    const masked = maskScores(blocks, chunk, [{ start: 1000, end: 1010 }], undefined);
    expect(masked).toEqual({ ...blocks, ranges: blocks.ranges.slice(1), sentences: [] });
  });

  it('masking keeps only what touches the scope', () => {
    const masked = maskScores(blocks, chunk, [], { start: 1060, end: 1070 });
    expect(masked.kind === 'blocks' && masked.ranges).toEqual([blocks.ranges[1]]);
  });

  it('masking removes hidden tokens, and tokens on both sides of them form no run', () => {
    const masked = maskScores(tokens([1, 1, 1, 1]), chunk, [{ start: 1003, end: 1006 }], undefined);
    expect(masked.kind === 'tokens' && masked.windows.map(({ starts }) => Array.from(starts))).toEqual([[0], [6, 9]]);
  });

  it('no threshold lights hidden text, and nothing joins across it', () => {
    const hidden = [
      { start: 1003, end: 1006 },
      { start: 1030, end: 1033 },
    ];
    const apart = hidden.map(({ start, end }) => ({ start: start - 1000, end: end - 1000 }));
    const masked = maskScores(tokens(Array<number>(12).fill(0.4)), chunk, hidden, undefined);
    for (const threshold of [0, 0.2]) {
      const options = { threshold, minSpanChars: 0, mergeGapChars: 20 };
      const spans = deriveSpans(masked, text, options, apart);
      expect(spans.map(({ start, end }) => [start, end])).toEqual([
        [0, 3],
        [6, 30],
        [33, 36],
      ]);
    }
  });
});
