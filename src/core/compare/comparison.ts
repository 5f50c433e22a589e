import type { Answer, Passage, View } from '../answers/answer';
import { bestSentence } from '../answers/bestSentence';
import { readableText } from '../answers/readableText';
import { type AnswerSource, engineSource } from '../answers/source';
import type { LibraryAnswer } from '../library/libraryAnswer';
import { lineOf } from '../text/lines';
import type { TextRange } from '../text/trim';

/** How many questions papers can be compared by. More columns cannot be read. */
export const MAX_QUESTIONS = 6;

/** What a paper says to a question: the best sentence of its best passage. Offsets are UTF-16 code units of the paper. */
export interface ComparedCell extends TextRange {
  /** The words as a reader wants to see them, see `readableText`. Place and score lead to the verbatim text. */
  readonly text: string;
  /** The passage's, which is what the paper shows at this place. */
  readonly score: number;
  /** Line of the start, from 1. */
  readonly line: number;
}

/** A paper with its cells. */
export interface ComparedPaper {
  /** A URI. */
  readonly address: string;
  /** Taken from its headings; '' without headings. */
  readonly title: string;
  /** One for each question; undefined where no evidence was found. */
  readonly cells: readonly (ComparedCell | undefined)[];
}

/** Papers by questions. */
export interface Comparison {
  readonly questions: readonly string[];
  /** What has answered. */
  readonly source: AnswerSource;
  /** Those with evidence for any question: the paper that answers most questions comes first, then the higher scores. */
  readonly papers: readonly ComparedPaper[];
  /** How many of the questions were asked; those after them have no cells, and that says nothing about the papers. */
  readonly read: number;
  /** How many papers were read without evidence for any question. */
  readonly without: number;
}

/**
 * Puts the answers of all papers to some questions into a table.
 *
 * @param model the engine's name in settings
 * @param answers one for each question; those that are still to come are missing at the end
 */
export function comparisonOf(
  questions: readonly string[],
  model: string,
  answers: readonly LibraryAnswer[],
  viewOf: (address: string) => View,
): Comparison {
  const found = answers.map((answer) => new Map(answer.found(viewOf).map((paper) => [paper.address, paper])));
  const addresses = new Set(found.flatMap((papers) => [...papers.keys()]));
  const read = new Set(answers.flatMap((answer) => [...answer.papers.keys()]));
  const papers = [...addresses].map((address): ComparedPaper => {
    const ofPaper = questions.map((_, question) => found[question]?.get(address));
    return {
      address,
      title: ofPaper.find((paper) => paper !== undefined)?.title ?? '',
      cells: ofPaper.map((paper) => paper && cellOf(paper.answer, paper.passages[0]!)),
    };
  });
  const source = answers.find((answer) => answer.papers.size > 0)?.source ?? engineSource(model);
  return {
    questions,
    source,
    papers: papers.sort(byEvidence),
    read: answers.length,
    without: read.size - addresses.size,
  };
}

function cellOf(answer: Answer, passage: Passage): ComparedCell {
  const best = bestSentence(answer, passage) ?? passage;
  const { start, end } = best;
  const text = readableText(answer, best);
  return { start, end, text, score: passage.score, line: lineOf(answer.text)(start) };
}

function byEvidence(a: ComparedPaper, b: ComparedPaper): number {
  const scores = ({ cells }: ComparedPaper): number[] => cells.flatMap((cell) => cell?.score ?? []);
  const sum = (paper: ComparedPaper): number => scores(paper).reduce((total, score) => total + score, 0);
  return scores(b).length - scores(a).length || sum(b) - sum(a) || a.address.localeCompare(b.address);
}
