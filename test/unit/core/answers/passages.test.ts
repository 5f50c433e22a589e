import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Answer, type Passage, type Scope } from '../../../../src/core/answers/answer';
import { engineSource } from '../../../../src/core/answers/source';
import { formatScore, formatThreshold } from '../../../../src/core/answers/bands';
import { bestSentence, passageSentences } from '../../../../src/core/answers/bestSentence';
import { resultOf } from '../../../../src/core/answers/result';
import { outlinePaper } from '../../../../src/core/paper/outline';
import { sectionAt } from '../../../../src/core/paper/sections';
import { type Unit, unitsOf } from '../../../../src/core/paper/units';
import { sentencesOf } from '../../../../src/core/paper/sentences';
import type { ChunkScores, SentenceUnit } from '../../../../src/core/spans/scores';
import { chunkInputs } from '../../../../src/inference/chunkInputs';
import { awkwardText, markdownText } from '../../arbitraries';

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });
const papers = fc.oneof(awkwardText(), markdownText('\n', 25), markdownText('\r\n', 25));
const view = fc.record({
  threshold: fc.constantFrom(0, 0.2, 0.5, 0.9),
  minSpanChars: fc.constantFrom(0, 1, 10),
  mergeGapChars: fc.constantFrom(0, 3, 20),
  includeReferences: fc.boolean(),
});

/** Scores as odd as an engine may give: tokens of any length that may cut anything, or the blocks themselves. */
function scored(text: string, kind: ChunkScores['kind'], seeds: readonly number[], scope?: Scope): Answer {
  const answer = new Answer('?', engineSource('model'), text, scope);
  const outline = outlinePaper(text, 'markdown');
  answer.setOutline(outline);
  let at = 0;
  const next = (): number => seeds[at++ % seeds.length]!;
  chunkInputs(text, outline).forEach((input, index) => {
    const base = input.chunk.start;
    if (kind === 'blocks') {
      const ranges = input.parts.map(({ start, end }) => ({
        start: start - base,
        end: end - base,
        score: next() / 10,
      }));
      answer.addScores(index, { kind, ranges, sentences: [] });
      return;
    }
    if (kind === 'sentences') {
      const units = input.parts.map((block): SentenceUnit => {
        const range = { start: block.start - base, end: block.end - base };
        const sentences = sentencesOf(input.text, range.start, range.end).map((one) => ({
          ...one,
          score: next() / 10,
        }));
        const [tear, width] = [range.start + next(), next()];
        const isTorn = width > 5 && tear > range.start && tear + width < range.end;
        const pieces = [
          { start: range.start, end: tear },
          { start: tear + width, end: range.end },
        ];
        return { ...range, ...(isTorn ? { ranges: pieces } : {}), sentences };
      });
      answer.addScores(index, { kind, units });
      return;
    }
    const ends: number[] = [];
    for (let end = 0; end < input.text.length;) ends.push((end = Math.min(input.text.length, end + next())));
    answer.addScores(index, {
      kind,
      windows: [
        {
          starts: Uint32Array.from(ends, (_, token) => ends[token - 1] ?? 0),
          ends: Uint32Array.from(ends),
          probabilities: Float32Array.from(ends, () => next() / 10),
        },
      ],
    });
  });
  return answer;
}

const seeds = fc
  .array(fc.integer({ min: 0, max: 10 }), { minLength: 5, maxLength: 30 })
  .filter((list) => list.some(Boolean));
const kinds = fc.constantFrom<ChunkScores['kind'][]>('blocks', 'tokens', 'sentences');
const piecesOf = (passage: Passage) => passage.ranges ?? [passage];

describe('the passages of any answer', () => {
  it('passages are slices of the text in order, trimmed, of whole graphemes, above the threshold, in their section', () => {
    fc.assert(
      fc.property(papers, kinds, seeds, view, (text, kind, given, chosen) => {
        const answer = scored(text, kind, given);
        const boundaries = new Set([...Array.from(segmenter.segment(text), ({ index }) => index), text.length]);
        for (const passage of answer.passages(chosen)) {
          const pieces = piecesOf(passage);
          expect(pieces.map(({ start, end }) => text.slice(start, end)).join(' … ')).toBe(passage.text);
          expect([pieces[0]!.start, pieces.at(-1)!.end]).toEqual([passage.start, passage.end]);
          expect(passage.ranges?.length).not.toBe(1);
          expect(passage.text.trim()).toBe(passage.text);
          expect(passage.text).not.toBe('');
          const ends = pieces.flatMap(({ start, end }) => [start, end]);
          expect(ends.filter((offset) => !boundaries.has(offset))).toEqual([]);
          expect(ends).toEqual([...ends].sort((a, b) => a - b));
          expect(passage.score).toBeGreaterThanOrEqual(Math.fround(chosen.threshold) - 1e-7);
          expect(passage.section).toEqual(sectionAt(answer.outline!, passage.start));
        }
        const starts = answer.passages(chosen).map(({ start }) => start);
        expect(starts).toEqual([...starts].sort((a, b) => a - b));
      }),
      { numRuns: 300 },
    );
  });

  it('passages are shown up to the best threshold and not above it', () => {
    fc.assert(
      fc.property(papers, kinds, seeds, view, (text, kind, given, chosen) => {
        const answer = scored(text, kind, given);
        const best = answer.best(chosen);
        const shown = (threshold: number) => answer.passages({ ...chosen, threshold }).length > 0;
        // A span of white space only shows nothing at any threshold.
        if (shown(Math.max(best, 1e-6))) expect(best).toBeGreaterThan(0);
        if (best > 0 && best < 1) expect(shown(best + 1e-6)).toBe(false);
      }),
    );
  });

  it('hidden or out-of-scope passages are never shown, whatever the threshold', () => {
    fc.assert(
      fc.property(papers, kinds, seeds, view, fc.nat(100), fc.nat(100), (text, kind, given, chosen, a, b) => {
        const scope = { start: Math.min(a, b, text.length), end: Math.min(Math.max(a, b), text.length) };
        const answer = scored(text, kind, given, scope);
        const hidden = answer.outline!.blocks.filter(({ role }) => role !== 'body');
        for (const passage of answer.passages({ ...chosen, includeReferences: false })) {
          const { start, end } = passage;
          if (kind !== 'tokens') expect(start < scope.end && end > scope.start).toBe(true);
          for (const piece of piecesOf(passage)) {
            expect(hidden.filter((block) => block.start < piece.end && block.end > piece.start)).toEqual([]);
          }
        }
      }),
    );
  });

  it('the lines of a result are those of an editor', () => {
    fc.assert(
      fc.property(papers, kinds, seeds, view, (text, kind, given, chosen) => {
        const { spans } = resultOf(scored(text, kind, given), chosen, 1);
        expect(spans.map(({ line }) => line)).toEqual(
          spans.map(({ start }) => text.slice(0, start).split(/\r\n|\r|\n/).length),
        );
      }),
    );
  });
});

describe('the sentences of any passage', () => {
  it('sentences lie in their passage in text order, with scores in 0..1; the best is the first of the highest', () => {
    fc.assert(
      fc.property(papers, seeds, view, (text, given, chosen) => {
        const answer = scored(text, 'tokens', given);
        for (const passage of answer.passages(chosen)) {
          const sentences = passageSentences(answer, passage);
          expect(sentences.length).toBeGreaterThan(0);
          for (const { start, end, score, text: words } of sentences) {
            expect(text.slice(start, end)).toBe(words);
            expect(score >= 0 && score <= 1.000001).toBe(true);
          }
          const highest = Math.max(...sentences.map(({ score }) => score));
          expect(bestSentence(answer, passage)).toEqual(sentences.find(({ score }) => score === highest));
        }
      }),
    );
  });
});

describe('the input of an engine', () => {
  it('an engine gets the text of each chunk and the units that begin in it, each once', () => {
    fc.assert(
      fc.property(papers, (text) => {
        const outline = outlinePaper(text, 'markdown');
        const inputs = chunkInputs(text, outline);
        expect(inputs.map((input) => input.text).join('')).toBe(text);
        for (const { chunk, parts } of inputs) {
          const lies = ({ start, end, ranges }: Unit): boolean =>
            start >= chunk.start && (ranges !== undefined || end <= chunk.end);
          expect(parts.every(lies)).toBe(true);
        }
        const sentences = (units: readonly Unit[]): number[] =>
          units.flatMap((unit) => unit.sentences.map(({ start }) => start));
        expect(sentences(inputs.flatMap(({ parts }) => parts))).toEqual(sentences(unitsOf(text, outline, true)));
      }),
    );
  });
});

describe('a score as it is shown', () => {
  it('a shown score reads as at or above the threshold exactly when it is', () => {
    const parts = (count: number): fc.Arbitrary<number> => fc.integer({ min: 0, max: count }).map((n) => n / count);
    fc.assert(
      fc.property(parts(1_000_000), parts(1_000), (score, threshold) => {
        const shown = Number(formatScore(score, threshold));
        expect(shown >= Number(formatThreshold(threshold))).toBe(score >= threshold);
        expect(Math.abs(score - shown)).toBeLessThanOrEqual(0.005 + 1e-9);
        expect(formatScore(score)).toMatch(/^[01]\.\d\d$/);
      }),
    );
  });
});
