import { describe, expect, it } from 'vitest';
import { Answer } from '../../../../src/core/answers/answer';
import { engineSource } from '../../../../src/core/answers/source';
import { rankedUnits, unitResults } from '../../../../src/core/answers/units';
import { ownFile } from '../../../../src/core/paper/fileText';
import { outlinePaper } from '../../../../src/core/paper/outline';
import { MAX_UNIT_CHARS, unitsOf } from '../../../../src/core/paper/units';
import type { ChunkScores } from '../../../../src/core/spans/scores';

const FIRST = 'Forty people ran at dawn. They were well.';
const ITEM = '- Nobody ran at noon.';
const HIDDEN = '[1] A. Runner. On running. 2020.';
const TEXT = ['# Running', FIRST, ITEM, 'Nothing else was found.', '## References', HIDDEN, ''].join('\n\n');
const at = (words: string) => ({ start: TEXT.indexOf(words), end: TEXT.indexOf(words) + words.length });

function ranked(scores: ChunkScores): (readonly [text: string, score: number])[] {
  const answer = new Answer('Who ran?', engineSource('model'), TEXT, undefined, false);
  answer.setOutline(outlinePaper(TEXT, 'markdown'));
  answer.addScores(0, scores);
  return unitResults(answer, 10, ownFile(answer.text)).map(({ text, score }) => [text, score]);
}

describe('ranked units', () => {
  it('a unit has the score of its block, and a unit without one is not ranked', () => {
    const ranges = [
      { ...at(ITEM), score: 0.3 },
      { ...at(FIRST), score: 0.7 },
      { ...at(HIDDEN), score: 0.9 },
    ];
    expect(ranked({ kind: 'blocks', ranges, sentences: [] })).toEqual([
      [FIRST, 0.7],
      [ITEM, 0.3],
    ]);
  });

  it('a unit has the largest probability of its tokens', () => {
    const words = [...TEXT.matchAll(/\S+/g)];
    const scores = new Map([
      ['dawn.', 0.75],
      ['well.', 0.5],
      ['noon.', 0.5],
      ['2020.', 1],
    ]);
    const window = {
      starts: Uint32Array.from(words, ({ index }) => index),
      ends: Uint32Array.from(words, ({ index, 0: word }) => index + word.length),
      probabilities: Float32Array.from(words, ([word]) => scores.get(word) ?? 0.25),
    };
    expect(ranked({ kind: 'tokens', windows: [window] })).toEqual([
      [FIRST, 0.75],
      [ITEM, 0.5],
      ['Nothing else was found.', 0.25],
    ]);
  });

  it('a unit has the largest score of its sentences, not that of text between its pieces', () => {
    const [first, item, last] = [at(FIRST), at(ITEM), at('Nothing else was found.')];
    const ranges = [first, last];
    const units = [{ start: first.start, end: last.end, ranges, sentences: [{ ...first, end: last.end, score: 0.6 }] }];
    expect(ranked({ kind: 'sentences', units: [...units, { ...item, sentences: [{ ...item, score: 0.1 }] }] })).toEqual(
      [
        [FIRST, 0.6],
        ['Nothing else was found.', 0.6],
        [ITEM, 0.1],
      ],
    );
  });

  it('pieces of a long paragraph are ranked on their own, ties in text order', () => {
    const text = 'All of them ran again on the next day, and most of them were well. '.repeat(60).trim();
    const outline = outlinePaper(text, 'markdown');
    const units = unitsOf(text, outline);
    expect(units.length).toBeGreaterThan(3);
    const answer = new Answer('Who ran?', engineSource('model'), text, undefined, false);
    answer.setOutline(outline);
    const third = units[2]!;
    const sentences = units.flatMap((unit) => unit.sentences);
    answer.addScores(0, {
      kind: 'sentences',
      units: [
        {
          ...{ start: 0, end: text.length },
          sentences: sentences.map((one) => ({ ...one, score: one.start === third.start ? 0.9 : 0.2 })),
        },
      ],
    });
    const best = rankedUnits(answer, units);
    expect(best.map(({ start }) => start)).toEqual(
      [third, ...units.filter((unit) => unit !== third)].map((u) => u.start),
    );
    for (const { start, end } of best) expect(end - start).toBeLessThanOrEqual(MAX_UNIT_CHARS);
  });
});
