import type { DocumentFrequencies } from './documentFrequencies';
import { openKeywordQuestion } from './question';

/**
 * Says how promising a chunk is for a question, 0..1: what puts the chunks of a paper in order, for every engine. It is the keyword
 * score of the chunk as if it were one paragraph; 0 says nothing, as the evidence may be in other words.
 *
 * @returns a function of the chunk's text and of the titles of the headings above it
 */
export function chunkPromise(
  question: string,
  table: DocumentFrequencies,
): (text: string, headings: readonly string[]) => number {
  return openKeywordQuestion(question, table).score;
}
