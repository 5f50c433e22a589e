import { describe, expect, it } from 'vitest';
import { Answer, type Passage, type View } from '../../../../src/core/answers/answer';
import { answeringRanges, paragraphAround, withoutRanges } from '../../../../src/core/answers/emphasis';
import { bestPart, questionWords } from '../../../../src/core/answers/questionWords';
import { engineSource } from '../../../../src/core/answers/source';
import { outlinePaper } from '../../../../src/core/paper/outline';
import type { ChunkScores } from '../../../../src/core/spans/scores';
import type { TextRange } from '../../../../src/core/text/trim';

const text = '# Title\n\nWe ran at dawn. Forty people came. Nobody fell.\n\nIt rained.\n';
const PARAGRAPH = rangeOf('We ran at dawn. Forty people came. Nobody fell.');
const SENTENCES = ['We ran at dawn.', 'Forty people came.', 'Nobody fell.'].map(rangeOf);
const view: View = { threshold: 0.3, minSpanChars: 3, mergeGapChars: 5, includeReferences: false };

function rangeOf(words: string): TextRange {
  const start = text.indexOf(words);
  return { start, end: start + words.length };
}

function wordsIn(ranges: readonly TextRange[]): string[] {
  return ranges.map(({ start, end }) => text.slice(start, end));
}

function answered(scores: ChunkScores, under = view): { answer: Answer; passages: readonly Passage[] } {
  const answer = new Answer('How many people?', engineSource('keyword'), text, undefined, false);
  answer.setOutline(outlinePaper(text, 'markdown'));
  answer.addScores(0, scores);
  return { answer, passages: answer.passages(under) };
}

function blocks(block: number, ...sentences: readonly number[]): ChunkScores {
  return {
    kind: 'blocks',
    ranges: [{ ...PARAGRAPH, score: block }],
    sentences: SENTENCES.map((range, at) => ({ ...range, score: sentences[at]! })),
  };
}

describe('what of a passage answers', () => {
  it('of a block the sentences that reach the threshold answer, neighbours as one', () => {
    const { answer, passages } = answered(blocks(0.5, 0.4, 0.6, 0.1));
    expect(passages.map((passage) => passage.text)).toEqual(wordsIn([PARAGRAPH]));
    expect(wordsIn(answeringRanges(answer, passages[0]!, 0.3))).toEqual(['We ran at dawn. Forty people came.']);
  });

  it('of a block whose sentences are all below the threshold the best one answers', () => {
    const { answer, passages } = answered(blocks(0.5, 0.1, 0.2, 0.05));
    expect(wordsIn(answeringRanges(answer, passages[0]!, 0.3))).toEqual(['Forty people came.']);
  });

  it('a block whose sentences have no score answers as a whole', () => {
    const { answer, passages } = answered(blocks(0.5, 0, 0, 0));
    expect(answeringRanges(answer, passages[0]!, 0.3)).toEqual([PARAGRAPH]);
  });

  it('a model that marks sentences has marked just what answers, and its paragraph is around it', () => {
    const sentences = SENTENCES.map((range, at) => ({ ...range, score: [0.1, 0.9, 0.1][at]! }));
    const { answer, passages } = answered({ kind: 'sentences', units: [{ ...PARAGRAPH, sentences }] });
    const [passage] = passages;
    const answering = answeringRanges(answer, passage!, 0.3);
    expect(wordsIn(answering)).toEqual(['Forty people came.']);
    const around = withoutRanges(text, paragraphAround(answer, passage!), answering);
    expect(wordsIn(around)).toEqual(['We ran at dawn.', 'Nobody fell.']);
  });

  it('a passage of a token classifier is in its paragraph of the outline', () => {
    const { start, end } = rangeOf('Forty people');
    const window = {
      starts: Uint32Array.of(start),
      ends: Uint32Array.of(end),
      probabilities: Float32Array.of(0.9),
    };
    const { answer, passages } = answered({ kind: 'tokens', windows: [window] });
    expect(paragraphAround(answer, passages[0]!)).toMatchObject([PARAGRAPH]);
  });
});

describe('a sentence above the threshold in a paragraph below it', () => {
  const scores = blocks(0.2, 0.1, 0.6, 0.1);

  it('a sentence above the threshold in a paragraph below it is a passage of its own for readers', () => {
    const { answer, passages } = answered(scores, { ...view, loneSentences: true });
    expect(passages.map((passage) => [passage.text, passage.score])).toEqual([['Forty people came.', 0.6]]);
    expect(paragraphAround(answer, passages[0]!)).toEqual([PARAGRAPH]);
    expect(answer.best({ ...view, loneSentences: true })).toBe(0.6);
  });

  it('a sentence above the threshold in a paragraph below it is no passage where whole blocks are asked for', () => {
    const { answer, passages } = answered(scores);
    expect(passages).toEqual([]);
    expect(answer.best(view)).toBe(0.2);
  });

  it('a sentence above the threshold in a paragraph below it is part of its paragraph when that reaches the threshold', () => {
    const { passages } = answered(blocks(0.4, 0.1, 0.6, 0.1), { ...view, loneSentences: true });
    expect(passages.map((passage) => passage.text)).toEqual(wordsIn([PARAGRAPH]));
  });
});

describe('passages under several views', () => {
  it('passages of two views that are asked for in turn are not made anew', () => {
    const { answer, passages } = answered(blocks(0.5, 0.1, 0.2, 0.3));
    const low = answer.passages({ ...view, threshold: 0.05 });
    expect(answer.passages(view)).toBe(passages);
    expect(answer.passages({ ...view, threshold: 0.05 })).toBe(low);
    answer.addScores(0, blocks(0.6, 0.1, 0.2, 0.3));
    expect(answer.passages(view)[0]!.score).toBe(0.6);
  });
});

describe('the words of a question in a text', () => {
  const marked = (line: string, question: string): string[] =>
    questionWords(line, question).map(({ start, end }) => line.slice(start, end));

  it('the words of a question in a text are found in any form, at their place, without words that say nothing', () => {
    expect(marked('The recordings were RECORDED with a micro\u00adphone.', 'How was the microphone recorded?')).toEqual(
      ['recordings', 'RECORDED', 'micro\u00adphone'],
    );
    expect(marked('What we do', 'What is it?')).toEqual(['What']);
    expect(marked('Nothing here.', 'How many people?')).toEqual([]);
  });

  it('a long line is cut to the part around them', () => {
    const line = `${'This part says nothing at all. '.repeat(4)}Then forty volunteers were recorded in a quiet room, and so on.`;
    const part = bestPart(line, 'How were the volunteers recorded?', 50);
    expect(part).toMatch(/^….*volunteers were recorded.*…$/);
    expect(part.length).toBeLessThanOrEqual(52);
  });

  it('a line begins at its start when that has as many of them, and a short one stays whole', () => {
    expect(bestPart('Short.', 'anything', 50)).toBe('Short.');
    expect(bestPart('Forty volunteers ran, as all volunteers did on that day.', 'volunteers', 30)).toBe(
      'Forty volunteers ran, as all…',
    );
  });

  it('a line without blanks is not cut inside a character', () => {
    expect(bestPart('😀'.repeat(40), 'anything', 31)).toBe(`${'😀'.repeat(15)}…`);
  });
});
