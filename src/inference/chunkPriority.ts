import { openKeywordQuestion } from '../core/keyword/question';
import type { ChunkInput } from './engine';
import { KeywordChunk } from './keywordChunk';
import { embeddedDocumentFrequencies } from './keywordEngine';

/**
 * How promising chunks are for a question, 0..1, for every engine: higher ones are scored sooner. It is the keyword score of the chunk as
 * if it were one paragraph. A score of 0 proves nothing: the evidence may use other words.
 */
export function promiseOf(question: string): (input: ChunkInput) => number {
  const keywords = openKeywordQuestion(question, embeddedDocumentFrequencies());
  return (input) => keywords.score(KeywordChunk.of(input, keywords.words).whole());
}
