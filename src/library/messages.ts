import * as v from 'valibot';
import type { ChunkHit } from '../core/library/hits';
import { COUNT, isFields, isRange } from '../core/storage/schemas';
import type { IndexedPaper } from './paperIndex';
import type { CollectionAnswer, StoredState } from './protocol';

const STATES: readonly StoredState[] = ['restored', 'new', 'damaged', 'otherVersion'];

const PAPERS = v.array(
  v.custom<IndexedPaper>(
    (value) => isFields(value) && typeof value['address'] === 'string' && typeof value['stamp'] === 'string',
  ),
);

const HITS = v.array(
  v.custom<ChunkHit>(
    (value) => isRange(value) && typeof value['paper'] === 'string' && typeof value['rank'] === 'number',
  ),
);

const ANSWER: v.GenericSchema<unknown, CollectionAnswer> = v.variant('type', [
  v.object({ type: v.literal('opened'), id: COUNT, papers: PAPERS, state: v.picklist(STATES) }),
  v.object({ type: v.literal('indexed'), id: COUNT, chunks: COUNT }),
  v.object({ type: v.literal('found'), id: COUNT, hits: HITS }),
  v.object({ type: v.literal('done'), id: COUNT }),
  v.object({ type: v.literal('failed'), id: COUNT, detail: v.string() }),
]);

/** Reads what the process that holds the index has sent; undefined when it is no message of the protocol. */
export function parseCollectionAnswer(value: unknown): CollectionAnswer | undefined {
  return v.is(ANSWER, value) ? (value as CollectionAnswer) : undefined;
}
