import { describe, expect, it } from 'vitest';
import { processTokens } from '../../../../src/core/process/process';
import type { ProcessSpan } from '../../../../src/core/process/types';
import type { ScoredRange } from '../../../../src/core/spans/scores';
import { readDeriveCases, readProcessCases } from './cases';

const cases = readProcessCases();
const derived = readDeriveCases();

/** Places and scores are those of the reference; the scores of sentences, which are sums, but for rounding. */
function expectSpans(context: string, spans: readonly ProcessSpan[], expected: readonly ScoredRange[]): void {
  expect(spans.map(({ start, end }) => [start, end])).toEqual(expected.map(({ start, end }) => [start, end]));
  for (const [index, span] of spans.entries()) {
    expect(span.text).toBe(context.slice(span.start, span.end));
    expect(span.score).toBeCloseTo(expected[index]!.score, 12);
  }
}

describe('process()', () => {
  it.each(cases)(
    'process() finds the spans and sentences of the reference, case %#',
    ({ context, options, scored, spans, sentences }) => {
      const result = processTokens(context, scored, options);
      expectSpans(context, result.spans, spans);
      if (sentences) expectSpans(context, result.sentences!, sentences);
      else expect(result).not.toHaveProperty('sentences');
    },
  );

  it('the cases of process() cover every kind', () => {
    const some = (holds: (one: (typeof cases)[number]) => boolean): number => cases.filter(holds).length;
    expect(some(({ windows }) => windows.length > 1)).toBeGreaterThan(20);
    expect(some(({ spans }) => spans.length > 1)).toBeGreaterThan(20);
    expect(some(({ spans }) => spans.length === 0)).toBeGreaterThan(2);
    expect(some(({ context }) => context.includes('\r\n'))).toBeGreaterThan(5);
    expect(some(({ context }) => /\p{Surrogate}/u.test(context))).toBeGreaterThan(5);
    expect(some(({ context }) => /\p{Emoji_Presentation}/u.test(context))).toBeGreaterThan(10);
    expect(some(({ context }) => context === '')).toBe(1);
  });

  it('process() equals the reference for any token places and scores', () => {
    for (const { context, options, scored, spans, sentences } of derived) {
      const result = processTokens(context, scored, options);
      expectSpans(context, result.spans, spans);
      expectSpans(context, result.sentences!, sentences);
    }
  });
});
