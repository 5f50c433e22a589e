import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Answer, type View } from '../../../../src/core/answers/answer';
import { engineSource } from '../../../../src/core/answers/source';
import {
  countLit,
  markPaths,
  nearestMark,
  scoreAt,
  shortTitle,
  stepFrom,
  xOf,
  yOf,
} from '../../../../src/core/scoreMap/layout';
import { type AskedMark, chunkMarks, LEAST_SCORE, mapSections } from '../../../../src/core/scoreMap/marks';
import { isFromPage, filled } from '../../../../src/core/scoreMap/messages';
import type { MapMark } from '../../../../src/core/scoreMap/types';
import { type Mark, type MarkedPassage, markedPassages } from '../../../../src/core/questions/marks';
import type { TokenWindow } from '../../../../src/core/spans/scores';

const view: View = { threshold: 0.2, minSpanChars: 3, mergeGapChars: 5, includeReferences: false };
const AREA = { width: 400, height: 100 };

/** The marks of a whole answer. */
function askedMarks(
  question: { readonly answer: Answer; readonly marks: readonly Mark[] },
  under: View,
  lit: readonly MarkedPassage[],
): AskedMark[] {
  return question.answer.scoredChunks().flatMap(([chunk]) =>
    chunkMarks(
      question,
      under,
      chunk,
      lit.filter((passage) => passage.chunk === chunk).map((passage) => ({ ...passage, isHeld: false })),
    ),
  );
}

/** A mark that stands for itself. */
function mark(start: number, score: number, kind: MapMark['kind'] = 'passage', length = 10): MapMark {
  return { start, end: start + length, score, kind, isKept: false, line: 1, text: '' };
}

describe('the marks of an answer on the map', () => {
  const text = 'One short sentence. Another one here.\n\nA second paragraph.\n';
  const answered = (): Answer => {
    const answer = new Answer('?', engineSource('keyword'), text, undefined, false);
    answer.setOutline({
      format: 'markdown',
      headings: [],
      chunks: [{ start: 0, end: text.length, headings: [] }],
      blocks: [],
    });
    return answer;
  };

  it('marks are the lit passages, the weaker ones and the sentences of both, in text order', () => {
    const answer = answered();
    answer.addScores(0, {
      kind: 'blocks',
      ranges: [
        { start: 39, end: 58, score: 0.1 },
        { start: 0, end: 37, score: 0.7 },
      ],
      sentences: [
        { start: 0, end: 19, score: 0.8 },
        { start: 20, end: 37, score: 0.01 },
        { start: 39, end: 58, score: 0.1 },
      ],
    });
    const marks = askedMarks({ answer, marks: [] }, view, answer.passages(view));
    expect(marks.map(({ kind, start, score }) => [kind, start, score])).toEqual([
      ['passage', 0, 0.7],
      ['sentence', 0, 0.8],
      ['passage', 39, 0.1],
      ['sentence', 39, 0.1],
    ]);
    // A threshold only moves passages from lit to unlit or back.
    for (const threshold of [0.05, 0.3, 0.9]) {
      const moved = { ...view, threshold };
      expect(askedMarks({ answer, marks: [] }, moved, answer.passages(moved))).toEqual(marks);
    }
  });

  it('with scores of sentences, marks are runs of sentences and each sentence in them', () => {
    const answer = answered();
    answer.addScores(0, {
      kind: 'sentences',
      units: [
        {
          ...{ start: 0, end: 37 },
          sentences: [
            { start: 0, end: 19, score: 0.8 },
            { start: 20, end: 37, score: 0.3 },
          ],
        },
        { start: 39, end: 58, sentences: [{ start: 39, end: 58, score: 0.1 }] },
      ],
    });
    const marks = askedMarks({ answer, marks: [] }, view, answer.passages(view));
    expect(marks.map(({ kind, start, end, score }) => [kind, start, end, score])).toEqual([
      ['passage', 0, 37, 0.8],
      ['sentence', 0, 19, 0.8],
      ['sentence', 20, 37, 0.3],
      ['passage', 39, 58, 0.1],
      ['sentence', 39, 58, 0.1],
    ]);
  });

  it('sentences beside a lit run that a lower threshold would add to it have marks too', () => {
    const answer = answered();
    const sentences = [
      { start: 0, end: 19, score: 0.8 },
      { start: 20, end: 37, score: 0.1 },
    ];
    answer.addScores(0, { kind: 'sentences', units: [{ start: 0, end: 37, sentences }] });
    const shown = (marks: readonly Mark[]) =>
      askedMarks({ answer, marks }, view, markedPassages(answer, view, marks)).map(({ kind, start, end, score }) => [
        ...[kind, start, end, score],
      ]);
    expect(shown([])).toEqual([
      ['passage', 0, 19, 0.8],
      ['sentence', 0, 19, 0.8],
      ['sentence', 20, 37, 0.1],
    ]);
    expect(shown([{ start: 20, end: 37, verdict: 'rejected' }])).toHaveLength(2);
  });

  it('rejected passages have no marks, kept ones are lit at any threshold', () => {
    const answer = answered();
    answer.addScores(0, {
      kind: 'blocks',
      ranges: [
        { start: 0, end: 37, score: 0.1 },
        { start: 39, end: 58, score: 0.1 },
      ],
      sentences: [],
    });
    const marks: Mark[] = [
      { start: 0, end: 37, verdict: 'rejected' },
      { start: 39, end: 58, verdict: 'accepted' },
    ];
    const shown = askedMarks({ answer, marks }, view, markedPassages(answer, view, marks));
    expect(shown.map(({ start, isKept }) => [start, isKept])).toEqual([[39, true]]);
  });

  it('a token model has marks for its lit passages and for what lies below the threshold', () => {
    const answer = answered();
    const levels = [0.9, 0.1, 0.9, 0.06, 0.01, 0.01, 0.01, 0.08];
    const window: TokenWindow = {
      starts: Uint32Array.from(levels, (_, token) => token * 5),
      ends: Uint32Array.from(levels, (_, token) => token * 5 + 5),
      probabilities: Float32Array.from(levels),
    };
    answer.addScores(0, { kind: 'tokens', windows: [window] });
    const strict = { ...view, threshold: 0.5, mergeGapChars: 0 };
    const passages = askedMarks({ answer, marks: [] }, strict, answer.passages(strict)).filter(
      ({ kind }) => kind === 'passage',
    );
    expect(passages.map(({ score }) => score.toFixed(2))).toEqual(['0.90', '0.90', '0.08']);
    expect(passages.every(({ score }) => score >= LEAST_SCORE)).toBe(true);
  });
});

describe('the sections of the map', () => {
  const heading = (level: number, start: number) => ({ level, start, end: start + 3, title: `T${start}` });

  it('the map shows sections of the highest level with more than one heading', () => {
    const sections = mapSections([heading(1, 0), heading(2, 10), heading(3, 20), heading(2, 50)], 90);
    expect(sections).toEqual([
      { start: 10, end: 50, title: 'T10' },
      { start: 50, end: 90, title: 'T50' },
    ]);
  });

  it('a section ends where a higher heading begins, and without headings there are none', () => {
    expect(mapSections([heading(2, 0), heading(2, 10), heading(1, 30)], 90).map(({ end }) => end)).toEqual([10, 30]);
    expect(mapSections([], 90)).toEqual([]);
    expect(mapSections([heading(1, 5)], 90)).toEqual([{ start: 5, end: 90, title: 'T5' }]);
  });
});

describe('titles on the map', () => {
  it.each([
    ['3.1 The full model', 20, '3.1 The full model'],
    ['3.1 The full model', 10, '3.1 The f…'],
    ['3.1 The full model', 6, '3.1'],
    ['3.1 The full model', 2, ''],
    ['References', 5, 'Refe…'],
    ['References', 1, ''],
    ['A Proof', 4, 'A'],
  ])('the title %s is shortened to %i characters', (title, room, short) => {
    expect(shortTitle(title, room)).toBe(short);
  });
});

describe('the picture of the map', () => {
  const map = { length: 1000, marks: [mark(0, 0.9), mark(500, 0.3, 'sentence'), mark(990, 0.1)] };

  it('the map shows the text from left to right and the scores from bottom to top', () => {
    expect([xOf(0, map, AREA), xOf(500, map, AREA), xOf(1000, map, AREA)]).toEqual([0, 200, 400]);
    expect([yOf(0, AREA), yOf(1, AREA)]).toEqual([100, 0]);
    expect(xOf(0, { length: 0 }, AREA)).toBe(0);
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (score) => {
        expect(scoreAt(yOf(score, AREA), AREA)).toBeCloseTo(score, 9);
      }),
    );
    expect([scoreAt(-5, AREA), scoreAt(500, AREA), scoreAt(5, { width: 0, height: 0 })]).toEqual([1, 0, 0]);
  });

  it('the map has one path for each kind and look, and a mark at the threshold is lit', () => {
    expect(markPaths(map, 0.1, AREA)).toEqual([
      { kind: 'sentence', look: 'weak', path: 'M200 70h4' },
      { kind: 'passage', look: 'weak', path: 'M396 90h4' },
      { kind: 'passage', look: 'strong', path: 'M0 10h4' },
    ]);
    expect(markPaths(map, 0.11, AREA).map(({ look }) => look)).toEqual(['weak', 'dark', 'strong']);
  });

  it('the map shows kept passages as lit, and questions by their slot when several are lit', () => {
    const marks = [
      { ...mark(0, 0.1), isKept: true },
      { ...mark(500, 0.9), slot: 5 },
      { ...mark(900, 0.1), slot: 5 },
    ];
    expect(markPaths({ length: 1000, marks }, 0.5, AREA).map(({ look }) => look)).toEqual([
      'dark',
      'question6',
      'weak',
    ]);
  });

  it('a map of a hundred thousand marks has no more strokes than pixels', () => {
    const marks = Array.from({ length: 100_000 }, (_, at) => mark(at, (at % 97) / 97, 'passage', 1));
    const paths = markPaths({ length: 100_000, marks }, 0.5, AREA).map(({ path }) => path);
    const strokes = paths.join('').split('M');
    expect(strokes.length).toBeLessThan(AREA.width * (AREA.height + 1));
    expect(strokes.length).toBeGreaterThan(AREA.width);
  });

  it('the mark at a point is found, and none far from any mark', () => {
    expect(nearestMark(map, { x: 2, y: 12 }, AREA, 8)).toBe(0);
    expect(nearestMark(map, { x: 200, y: 75 }, AREA, 8)).toBe(1);
    expect(nearestMark(map, { x: 300, y: 50 }, AREA, 8)).toBeUndefined();
    const same = { length: 10, marks: [mark(0, 0.5, 'passage', 5), mark(0, 0.5, 'sentence', 5)] };
    expect(nearestMark(same, { x: 1, y: 50 }, AREA, 8)).toBe(0);
  });
});

describe('the keyboard on the map', () => {
  const marks = [mark(0, 0.3), mark(0, 0.6, 'sentence'), mark(20, 0.1), mark(40, 0.9), mark(60, 0.3)];

  it('arrow keys go along the lit passages and stop at the ends', () => {
    expect(stepFrom(marks, undefined, 'next', 0.2)).toBe(0);
    expect(stepFrom(marks, undefined, 'previous', 0.2)).toBe(4);
    expect(stepFrom(marks, 0, 'next', 0.2)).toBe(3);
    expect(stepFrom(marks, 3, 'previous', 0.2)).toBe(0);
    expect(stepFrom(marks, 4, 'next', 0.2)).toBeUndefined();
    expect([stepFrom(marks, 3, 'first', 0.2), stepFrom(marks, 3, 'last', 0.2)]).toEqual([0, 4]);
    expect(stepFrom(marks, 3, 'first', 0.95)).toBeUndefined();
  });

  it('arrow keys go through the scores of all passages, each once', () => {
    expect(stepFrom(marks, undefined, 'weaker', 0.2)).toBe(3);
    const walk = [3];
    for (let at = stepFrom(marks, 3, 'weaker', 0.2); at !== undefined; at = stepFrom(marks, at, 'weaker', 0.2)) {
      walk.push(at);
    }
    expect(walk).toEqual([3, 4, 0, 2]);
    expect(stepFrom(marks, 2, 'stronger', 0.2)).toBe(0);
    expect(stepFrom(marks, 3, 'stronger', 0.2)).toBeUndefined();
  });

  it('counts are of passages, not of sentences', () => {
    expect(countLit(marks, 0.3)).toBe(3);
  });
});

describe("the messages of the map's page", () => {
  it('only messages of a known form are accepted', () => {
    for (const message of [
      { type: 'ready' },
      { type: 'moved', threshold: 0.5, move: 1 },
      { type: 'reveal', revision: 1, mark: 0 },
    ]) {
      expect(isFromPage(message)).toBe(true);
    }
    for (const message of [
      null,
      'ready',
      {},
      { type: 'other' },
      { type: 'moved' },
      { type: 'moved', threshold: 0.5 },
      { type: 'moved', threshold: 7, move: 1 },
      { type: 'moved', threshold: NaN, move: 1 },
      { type: 'reveal', revision: 1 },
      { type: 'reveal', revision: 1, mark: 0.5 },
    ]) {
      expect(isFromPage(message)).toBe(false);
    }
  });

  it('texts are filled in, and placeholders inside values are left alone', () => {
    expect(filled('{0}, lit: {1}', '{1}', 3)).toBe('{1}, lit: 3');
    expect(filled('{2}', 1)).toBe('{2}');
  });
});
