import { chunkPromise } from '../core/keyword/promise';
import type { ChunkInput } from './engine';
import { embeddedDocumentFrequencies } from './keywordEngine';

/** How promising chunks are for a question, for every engine: the higher, the sooner a chunk is scored. */
export function promiseOf(question: string): (input: ChunkInput) => number {
  const promise = chunkPromise(question, embeddedDocumentFrequencies());
  return ({ chunk, text }) => promise(text, chunk.headings);
}
