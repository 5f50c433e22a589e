import type { Heading } from '../paper/types';
import type { MapSection, MapMark } from './types';
import type { Answer, View } from '../answers/answer';
import { passageSentences } from '../answers/bestSentence';
import { readableText } from '../answers/readableText';
import { type MarkedPassage, undecided } from '../questions/marks';
import type { Question } from '../questions/question';
import type { Span } from '../spans/scores';
import { overlaps, type TextRange } from '../text/trim';

/** Scores below this are not on the map: a model gives nearly every token of a paper a score just above 0. */
export const LEAST_SCORE = 0.05;
/** Longest label on the map, which is one line; code points. */
const LABEL_LENGTH = 120;

/** A mark before it has a line in the document. Offsets are UTF-16 code units of the text that was asked. */
export type AskedMark = Omit<MapMark, 'line'>;

/** A passage at the threshold or above, for the map. */
export interface MapPassage extends MarkedPassage {
  /** Whether it is shown only on request. */
  readonly isHeld: boolean;
}

/**
 * The marks of a question in one chunk: its passages at the threshold or above, the passages that a lower threshold would light, and the
 * sentences of both with their own scores. Also the sentences by which a lower threshold would extend a lit passage.
 *
 * @param chunk its index in the outline
 * @param found the question's passages of this chunk under this view
 * @returns in text order, a sentence after its passage
 */
export function chunkMarks(
  { answer, marks }: Pick<Question, 'answer' | 'marks'>,
  view: View,
  chunk: number,
  found: readonly MapPassage[],
): AskedMark[] {
  const low = { ...view, threshold: LEAST_SCORE, loneSentences: false };
  const below = view.threshold > LEAST_SCORE ? undecided(answer.passagesIn(chunk, low), marks) : [];
  const weaker = below.filter(({ score }) => score < view.threshold);
  const around = below
    .filter(({ score }) => score >= view.threshold)
    .flatMap((passage) => sentencesIn(answer, passage, false))
    .filter((sentence) => ![...found, ...marks].some((shown) => overlaps(sentence, shown)));
  const passages = [
    ...found.map((passage) => ({ passage, isHeld: passage.isHeld })),
    ...weaker.map((passage) => ({ passage, isHeld: false })),
  ]
    .sort((a, b) => byPlace(a.passage, b.passage))
    .flatMap(({ passage, isHeld }) => [
      mark(answer, passage, 'passage', isHeld, isKept(passage)),
      ...sentencesIn(answer, passage, isHeld),
    ]);
  return around.length === 0 ? passages : [...passages, ...around].sort(byPlace);
}

function isKept({ verdict }: MarkedPassage): boolean {
  return verdict !== undefined;
}

function sentencesIn(answer: Answer, passage: MarkedPassage, isHeld: boolean): AskedMark[] {
  return passageSentences(answer, passage)
    .filter(({ score }) => score >= LEAST_SCORE)
    .map((sentence) => mark(answer, sentence, 'sentence', isHeld));
}

/** A passage sorts before a sentence of equal range, because the sort is stable. */
function byPlace(a: TextRange, b: TextRange): number {
  return a.start - b.start || b.end - a.end;
}

function mark(answer: Answer, of: Span, kind: MapMark['kind'], isHeld: boolean, isKept = false): AskedMark {
  const text = labelOf(readableText(answer, of));
  const { start, end, score } = of;
  return { start, end, score, kind, isKept, ...(isHeld ? { isHeld } : {}), text };
}

function labelOf(text: string): string {
  const line = text
    .slice(0, 4 * LABEL_LENGTH)
    .replace(/\s+/g, ' ')
    .trim();
  const characters = Array.from(line);
  return characters.length <= LABEL_LENGTH ? line : `${characters.slice(0, LABEL_LENGTH - 1).join('')}…`;
}

/**
 * The sections of a paper for a map that has room for its main parts only: those of the highest level that has more than one
 * heading, since the title of a paper is often the only heading above all others.
 *
 * @param headings by place; offsets of a text of this length, UTF-16 code units
 */
export function mapSections(headings: readonly Heading[], length: number): MapSection[] {
  const levels = [...new Set(headings.map(({ level }) => level))].sort((a, b) => a - b);
  const level = levels.find((one) => headings.filter((heading) => heading.level === one).length > 1) ?? levels[0];
  const parts = headings.filter((heading) => level !== undefined && heading.level <= level);
  return parts.flatMap(({ level: own, start, title }, at) => {
    const end = parts[at + 1]?.start ?? length;
    return own === level && start < end ? [{ start, end, title }] : [];
  });
}
