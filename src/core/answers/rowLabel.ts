import type { Answer, Passage } from './answer';
import { bestSentence, passageSentences, type ScoredSentence } from './bestSentence';
import { paragraphAround } from './emphasis';
import { bestPart } from './questionWords';
import { readableText } from './readableText';
import { isKeyword } from './source';

/** A sentence with fewer words says nothing alone: `Q.E.D.`, `Actions: A.` */
const FEW_WORDS = 4;

/**
 * The label of a passage's row: the sentence that answers, with the one after or before it when it is very short. A label that is too long
 * is cut. For keyword matching, the part with the most words of the question is shown; for a model the beginning, unless the question's
 * words are clearly elsewhere.
 *
 * @param length the most that is shown, UTF-16 code units
 */
export function rowLabel(answer: Answer, passage: Passage, length: number): string {
  const best = bestSentence(answer, passage);
  const line = best ? withNeighbour(answer, passage, best) : readableText(answer, passage);
  return bestPart(line, answer.question, length, isKeyword(answer.source) ? 1 : 2);
}

function withNeighbour(answer: Answer, passage: Passage, sentence: ScoredSentence): string {
  const line = readableText(answer, sentence);
  if (wordCount(line) >= FEW_WORDS) return line;
  const ranges = paragraphAround(answer, passage);
  const { start } = ranges[0]!;
  const { end } = ranges.at(-1)!;
  const around = passageSentences(answer, { ...passage, start, end, ranges });
  const at = around.findIndex((one) => one.start === sentence.start);
  const [before, after] = [around[at - 1], around[at + 1]];
  if (after) return `${line} ${readableText(answer, after)}`;
  return before ? `${readableText(answer, before)} ${line}` : line;
}

function wordCount(line: string): number {
  return line.match(/[\p{L}\p{N}]+(?:[.'’-][\p{L}\p{N}]+)*/gu)?.length ?? 0;
}
