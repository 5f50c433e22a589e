import type { Answer, Passage, View } from '../answers/answer';
import { passageSentences } from '../answers/bestSentence';

/** What scores less is not on the map: for nearly every token of a paper a model says something just above nothing. */
export const LEAST_SCORE = 0.05;
/** A label on the map is one line, code points. */
const LABEL_LENGTH = 120;

/** A mark before it has a place in the document; offsets are UTF-16 code units of the text that was asked. */
export interface AskedMark {
  readonly start: number;
  readonly end: number;
  readonly score: number;
  readonly kind: 'passage' | 'sentence';
  readonly text: string;
}

/**
 * The passages that are lit, those that a lower threshold would light, and the sentences of both with their own scores.
 *
 * @param lit the passages that are shown under this view
 * @returns by place, a sentence after its passage
 */
export function askedMarks(answer: Answer, view: View, lit: readonly Passage[]): AskedMark[] {
  const weaker =
    view.threshold > LEAST_SCORE
      ? answer.passages({ ...view, threshold: LEAST_SCORE }).filter(({ score }) => score < view.threshold)
      : [];
  return [...lit, ...weaker]
    .sort((a, b) => a.start - b.start || b.end - a.end)
    .flatMap((passage) => [
      mark(passage, 'passage'),
      ...passageSentences(answer, passage)
        .filter(({ score }) => score >= LEAST_SCORE)
        .map((sentence) => mark(sentence, 'sentence')),
    ]);
}

function mark({ start, end, score, text }: Omit<AskedMark, 'kind'>, kind: AskedMark['kind']): AskedMark {
  return { start, end, score, kind, text: labelOf(text) };
}

function labelOf(text: string): string {
  const line = text
    .slice(0, 4 * LABEL_LENGTH)
    .replace(/\s+/g, ' ')
    .trim();
  const characters = Array.from(line);
  return characters.length <= LABEL_LENGTH ? line : `${characters.slice(0, LABEL_LENGTH - 1).join('')}…`;
}
