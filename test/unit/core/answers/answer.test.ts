import { describe, expect, it } from 'vitest';
import { Answer, type View } from '../../../../src/core/answers/answer';
import { engineSource } from '../../../../src/core/answers/source';
import { bandOf, formatScore, formatThreshold, thresholdBelow } from '../../../../src/core/answers/bands';
import { bestSentence } from '../../../../src/core/answers/bestSentence';
import { resultOf } from '../../../../src/core/answers/result';
import type { Outline } from '../../../../src/core/paper/types';
import type { BlockScores } from '../../../../src/core/spans/scores';

const first = '# Title\n\nWe measured forty people. They ran at dawn.\n\n';
const second = '## References\n\nSmith, A. (2020). On running. A Journal of Running.\n';
const text = first + second;
const view: View = { threshold: 0.2, minSpanChars: 10, mergeGapChars: 20, includeReferences: false };

const outline: Outline = {
  format: 'markdown',
  headings: [
    { level: 1, title: 'Title', start: 0, end: 7 },
    { level: 2, title: 'References', start: first.length, end: first.length + 13 },
  ],
  chunks: [
    { start: 0, end: first.length, headings: ['Title'] },
    { start: first.length, end: text.length, headings: ['Title', 'References'] },
  ],
  blocks: [
    { kind: 'heading', role: 'body', start: 0, end: 7 },
    { kind: 'paragraph', role: 'body', start: 9, end: first.length - 2 },
    { kind: 'heading', role: 'references', start: first.length, end: first.length + 13 },
    { kind: 'paragraph', role: 'references', start: first.length + 15, end: text.length - 1 },
  ],
};

function blocks(start: number, end: number, score: number): BlockScores {
  return { kind: 'blocks', ranges: [{ start, end, score }], sentences: [] };
}

function answered(): Answer {
  const answer = new Answer('How many people?', engineSource('keyword'), text);
  answer.setOutline(outline);
  answer.addScores(1, blocks(15, second.length, 0.9));
  answer.addScores(0, blocks(7, first.length, 0.4));
  return answer;
}

describe('an answer', () => {
  it('an answer gives trimmed passages in text order with their section, whatever the order of chunks', () => {
    const passages = answered().passages({ ...view, includeReferences: true });
    expect(passages.map((passage) => passage.text)).toEqual([
      'We measured forty people. They ran at dawn.',
      'Smith, A. (2020). On running. A Journal of Running.',
    ]);
    expect(passages.map((passage) => passage.section)).toEqual([['Title'], ['Title', 'References']]);
    for (const { start, end, text: quoted } of passages) expect(text.slice(start, end)).toBe(quoted);
  });

  it('references are lit only on request', () => {
    expect(
      answered()
        .passages(view)
        .map((passage) => passage.score),
    ).toEqual([0.4]);
  });

  it('an answer counts the passages that it leaves out with references', () => {
    const answer = answered();
    expect(answer.leftOut(view)).toBe(1);
    expect(answer.leftOut({ ...view, threshold: 0.95 })).toBe(0);
    expect(answer.leftOut({ ...view, includeReferences: true })).toBe(0);
    answer.addScores(1, blocks(15, second.length, 0.1));
    expect(answer.leftOut(view)).toBe(0);
    answer.addScores(0, blocks(0, first.length, 0.9));
    expect(answer.leftOut(view)).toBe(0);
  });

  it("a token model's passages in references are left out and never join with the text before", () => {
    const answer = new Answer('How many people?', engineSource('model'), text);
    const at = first.length - 'They ran at dawn.\n\n'.length;
    answer.setOutline({ ...outline, chunks: [{ start: at, end: text.length, headings: [] }] });
    const words = [...text.slice(at).matchAll(/\S+/g)];
    answer.addScores(0, {
      kind: 'tokens',
      windows: [
        {
          starts: Uint32Array.from(words, ({ index }) => index),
          ends: Uint32Array.from(words, ({ index, 0: word }) => index + word.length),
          probabilities: Float32Array.from(words, () => 0.9),
        },
      ],
    });
    expect(answer.passages(view).map((passage) => passage.text)).toEqual(['They ran at dawn.']);
    expect(answer.leftOut(view)).toBe(1);
  });

  it('a passage in several pieces is shown as whole graphemes, in one piece where pieces meet in a grapheme', () => {
    const family = '👨‍👩‍👧';
    const words = `They ran ${family} home.`;
    const torn = (from: number, to: number): readonly (readonly [number, number])[] | undefined => {
      const answer = new Answer('Who ran?', engineSource('small'), words);
      const all = { start: 0, end: words.length };
      answer.setOutline({ headings: [], chunks: [{ ...all, headings: [] }], blocks: [], format: 'markdown' });
      const ranges = [
        { start: 0, end: from },
        { start: to, end: words.length },
      ];
      answer.addScores(0, { kind: 'sentences', units: [{ ...all, ranges, sentences: [{ ...all, score: 0.5 }] }] });
      return resultOf(answer, view, 1).spans[0]!.ranges;
    };
    const at = words.indexOf(family);
    expect(torn(at, at + family.length)).toEqual([
      [0, at - 1],
      [at + family.length + 1, words.length],
    ]);
    expect(torn(at + 2, at + 6)).toBeUndefined();
  });

  it('passages are derived again only for another view', () => {
    const answer = answered();
    const passages = answer.passages(view);
    expect(answer.passages({ ...view })).toBe(passages);
    expect(answer.passages({ ...view, threshold: 0.5 })).toEqual([]);
    expect(answer.passages(view)).toEqual(passages);
  });

  it('passages include scores that arrive later', () => {
    const answer = new Answer('?', engineSource('keyword'), text);
    answer.setOutline(outline);
    expect(answer.passages(view)).toEqual([]);
    answer.addScores(0, blocks(9, 34, 0.7));
    expect(answer.passages(view)).toHaveLength(1);
    expect([answer.scored, answer.total]).toEqual([1, 2]);
  });

  it('an answer tells the highest threshold that shows anything', () => {
    expect(answered().best(view)).toBe(0.4);
    expect(answered().best({ ...view, includeReferences: true })).toBe(0.9);
    expect(new Answer('?', engineSource('keyword'), text).best(view)).toBe(0);
  });

  it('passages stay within the scope of the question', () => {
    const answer = new Answer('?', engineSource('keyword'), text, { start: first.length, end: text.length });
    answer.setOutline(outline);
    expect(answer.total).toBe(1);
    answer.addScores(0, blocks(9, 34, 0.7));
    expect(answer.passages(view)).toEqual([]);
  });

  it('an answer is converted to the result of the command line', () => {
    const result = resultOf(answered(), view, 12);
    expect(result).toEqual({
      model: 'keyword',
      question: 'How many people?',
      threshold: 0.2,
      spans: [
        {
          start: 9,
          end: 52,
          score: 0.4,
          text: 'We measured forty people. They ran at dawn.',
          line: 3,
          section: ['Title'],
        },
      ],
      chunks: 2,
      elapsedMs: 12,
    });
  });
});

describe('the best sentence', () => {
  it('for tokens, the best sentence has the largest mean probability', () => {
    const answer = new Answer('?', engineSource('model'), text);
    answer.setOutline(outline);
    answer.addScores(0, {
      kind: 'tokens',
      windows: [
        {
          starts: Uint32Array.of(9, 34),
          ends: Uint32Array.of(34, 52),
          probabilities: Float32Array.of(0.25, 0.75),
        },
      ],
    });
    const [passage] = answer.passages(view);
    const best = bestSentence(answer, passage!);
    expect(best?.text).toBe('They ran at dawn.');
    expect(best?.score).toBeCloseTo(0.75, 6);
  });
});

describe('scores as readers see them', () => {
  it('shown scores are rounded to two decimals', () => {
    const shown = [0.2, 0.199, 0.294, 0.996, 0.57].map((score) => formatScore(score));
    expect(shown).toEqual(['0.20', '0.20', '0.29', '1.00', '0.57']);
  });

  it('beside a threshold a score has as many decimals as it takes to tell on which side it is', () => {
    const shown = [0.194, 0.196, 0.1999, 0.2, 0.204].map((score) => formatScore(score, 0.2));
    expect(shown).toEqual(['0.19', '0.196', '0.1999', '0.20', '0.20']);
    expect(formatScore(0.2042, 0.204)).toBe('0.204');
    expect([0.2, 0.206, 0.125].map(formatThreshold)).toEqual(['0.20', '0.206', '0.125']);
  });

  it('a threshold just below a score is never 0 while the score is not', () => {
    expect([0.57, 0.5, 0.004, 0].map(thresholdBelow)).toEqual([0.57, 0.5, 0.004, 0]);
  });

  it('scores fall into the bands of the numbers that readers see', () => {
    expect([0.8, 0.796, 0.79, 0.5, 0.49].map(bandOf)).toEqual(['strong', 'strong', 'medium', 'medium', 'weak']);
  });
});
