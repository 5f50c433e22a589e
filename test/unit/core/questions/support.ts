import { Answer } from '../../../../src/core/answers/answer';
import { engineSource } from '../../../../src/core/answers/source';
import type { Outline } from '../../../../src/core/paper/types';
import { outlinePaper } from '../../../../src/core/paper/outline';
import type { Mark } from '../../../../src/core/questions/marks';
import type { Question } from '../../../../src/core/questions/question';
import type { ChunkScores } from '../../../../src/core/spans/scores';

export const TEXT = [
  '# A paper on running',
  '',
  'This paper is about running and what it does to people who run.',
  '',
  '## Data',
  '',
  'Forty people were measured at dawn. They ran, and they said 😀 to it.',
  '',
  '## Results',
  '',
  'All of them were well afterwards, and most wanted to run again.',
  '',
].join('\n');

export const FIRST = 'Forty people were measured at dawn.';
export const SECOND = 'All of them were well afterwards, and most wanted to run again.';

/** Where words stand in a text. */
export function at(words: string, text = TEXT): { start: number; end: number } {
  const start = text.indexOf(words);
  if (start === -1) throw new Error(`no ${words}`);
  return { start, end: start + words.length };
}

/** Block scores for words of the text, in the one chunk that it is. */
export function scoresOf(
  outline: Outline,
  passages: readonly (readonly [words: string, score: number])[],
  text = TEXT,
): ChunkScores {
  const base = outline.chunks[0]!.start;
  const ranges = passages.map(([words, score]) => {
    const { start, end } = at(words, text);
    return { start: start - base, end: end - base, score };
  });
  return { kind: 'blocks', ranges, sentences: [] };
}

export function answerTo(
  question: string,
  passages: readonly (readonly [words: string, score: number])[],
  text = TEXT,
): Answer {
  const answer = new Answer(question, engineSource('keyword'), text);
  const outline = outlinePaper(text, 'markdown');
  answer.setOutline(outline);
  answer.addScores(0, scoresOf(outline, passages, text));
  answer.state = 'complete';
  return answer;
}

export function questionOf(answer: Answer, more: Partial<Question> = {}): Question {
  return { id: answer.question, answer, askedAt: 1, pinned: false, shown: true, slot: 0, marks: [], ...more };
}

export function mark(words: string, verdict: Mark['verdict']): Mark {
  return { ...at(words), verdict };
}
