import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maskScores, scoresIn } from '../../../../src/core/spans/mask';
import type { ScoredRange, SentenceScores, SentenceUnit } from '../../../../src/core/spans/scores';
import { DEFAULT_SPAN_OPTIONS, deriveSpans, highestThreshold } from '../../../../src/core/spans/spans';

const text = 'x'.repeat(20_000);

/** A unit with sentences of these lengths and scores, one blank apart. */
function unit(start: number, sentences: readonly (readonly [length: number, score: number])[]): SentenceUnit {
  const scored: ScoredRange[] = [];
  let at = start;
  for (const [length, score] of sentences) {
    scored.push({ start: at, end: at + length, score });
    at += length + 1;
  }
  return { start, end: at - 1, sentences: scored };
}

const scoresOf = (...units: readonly SentenceUnit[]): SentenceScores => ({ kind: 'sentences', units });
const spansAt = (scores: SentenceScores, threshold: number) =>
  deriveSpans(scores, text, { ...DEFAULT_SPAN_OPTIONS, threshold });

describe('spans of sentences', () => {
  const scores = scoresOf(
    unit(0, [
      [50, 0.1],
      [60, 0.6],
      [40, 0.3],
      [30, 0.05],
      [20, 0.4],
    ]),
    unit(205, [[80, 0.9]]),
  );

  it('spans are in text order also where a note stands inside a torn paragraph of several spans', () => {
    const torn = {
      ...unit(0, [[50, 0.9]]),
      end: 300,
      ranges: [
        { start: 0, end: 50 },
        { start: 200, end: 300 },
      ],
    };
    const sentences = [...torn.sentences, { start: 60, end: 190, score: 0.1 }, { start: 200, end: 300, score: 0.8 }];
    const starts = spansAt(scoresOf({ ...torn, sentences }, unit(100, [[40, 0.7]])), 0.2).map(({ start }) => start);
    expect(starts).toEqual([0, 100, 200]);
  });

  it('spans are runs of neighbouring sentences in one unit, with the largest score', () => {
    expect(spansAt(scores, 0.2)).toEqual([
      { start: 51, end: 152, score: 0.6 },
      { start: 184, end: 204, score: 0.4 },
      { start: 205, end: 285, score: 0.9 },
    ]);
    expect(spansAt(scores, 0)).toEqual([
      { start: 0, end: 204, score: 0.6 },
      { start: 205, end: 285, score: 0.9 },
    ]);
    expect(spansAt(scores, 0.95)).toEqual([]);
  });

  it('the gap does not affect spans of sentences, and short ones are dropped after joining', () => {
    const short = scoresOf(
      unit(0, [
        [6, 0.5],
        [6, 0.5],
        [40, 0],
        [6, 0.9],
      ]),
    );
    for (const mergeGapChars of [0, 20, 500]) {
      expect(deriveSpans(short, text, { threshold: 0.2, minSpanChars: 10, mergeGapChars })).toEqual([
        { start: 0, end: 13, score: 0.5 },
      ]);
    }
    expect(highestThreshold(short, text, DEFAULT_SPAN_OPTIONS)).toBe(0.5);
  });

  it('spans longer than 1,200 characters are cut between sentences', () => {
    const long = scoresOf(
      unit(0, [
        [500, 0.5],
        [500, 0.7],
        [500, 0.6],
        [1500, 0.3],
        [100, 0.9],
      ]),
    );
    expect(spansAt(long, 0.2)).toEqual([
      { start: 0, end: 1001, score: 0.7 },
      { start: 1002, end: 1502, score: 0.6 },
      { start: 1503, end: 3003, score: 0.3 },
      { start: 3004, end: 3104, score: 0.9 },
    ]);
  });

  it('a span of a unit in pieces has the pieces of its own text', () => {
    const torn = {
      ...unit(0, [
        [40, 0.3],
        [100, 0.5],
        [30, 0.9],
      ]),
      // The gap goes through the second sentence.
      ranges: [
        { start: 0, end: 80 },
        { start: 120, end: 172 },
      ],
    };
    expect(spansAt(scoresOf(torn), 0.4)).toEqual([
      {
        ...{ start: 41, end: 172, score: 0.9 },
        ranges: [
          { start: 41, end: 80 },
          { start: 120, end: 172 },
        ],
      },
    ]);
    expect(spansAt(scoresOf(torn), 0.6)).toEqual([{ start: 142, end: 172, score: 0.9 }]);
  });

  it('spans are shown up to the highest threshold and not above it, whatever the lengths', () => {
    const sentence = fc.tuple(
      fc.integer({ min: 1, max: 1500 }),
      fc.integer({ min: 0, max: 10 }).map((n) => n / 10),
    );
    fc.assert(
      fc.property(fc.array(sentence, { minLength: 1, maxLength: 12 }), fc.nat(2000), (sentences, minSpanChars) => {
        const given = scoresOf(unit(0, sentences));
        const options = { ...DEFAULT_SPAN_OPTIONS, minSpanChars };
        const best = highestThreshold(given, text, options);
        for (const threshold of [0.1, 0.3, 0.5, 0.7, 0.9, 1]) {
          expect(deriveSpans(given, text, { ...options, threshold }).length > 0).toBe(best >= threshold);
        }
      }),
    );
  });
});

describe('masking sentences', () => {
  const chunk = { start: 1000, end: 1400 };
  const first = unit(0, [
    [50, 0.5],
    [50, 0.6],
  ]);
  const second = unit(120, [[50, 0.7]]);
  const scores = scoresOf(first, second);

  it('masking leaves out hidden units, and scoresIn returns exactly what it leaves out', () => {
    const hidden = [{ start: 1110, end: 1200 }];
    expect(maskScores(scores, chunk, hidden, undefined)).toEqual(scoresOf(first));
    expect(scoresIn(scores, chunk, hidden, undefined)).toEqual(scoresOf(second));
  });

  it('sentences that touch the scope are kept', () => {
    const masked = maskScores(scores, chunk, [], { start: 1060, end: 1070 });
    expect(masked).toEqual(scoresOf({ ...first, sentences: first.sentences.slice(1) }));
  });

  it('a unit in pieces stays when only the text between its pieces is hidden', () => {
    const torn = {
      ...first,
      ranges: [
        { start: 0, end: 20 },
        { start: 30, end: 101 },
      ],
    };
    expect(maskScores(scoresOf(torn, second), chunk, [{ start: 1022, end: 1028 }], undefined)).toEqual(
      scoresOf(torn, second),
    );
  });
});
