import * as v from 'valibot';
import type { ChunkHit } from '../core/library/hits';
import { COUNT, FORMAT, isFields, isRange } from '../core/storage/schemas';
import type { IndexedPaper } from './paperIndex';
import type { LibraryReply, LibraryRequest, StoredState } from './protocol';

const STATES: readonly StoredState[] = ['restored', 'new', 'damaged', 'otherVersion', 'unsaved'];

const PAPER = v.strictObject({ address: v.string(), stamp: v.string() });

/** A library may have thousands of papers, so items of lists are checked by hand: see `core/storage/schemas.ts`. */
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

const REQUEST: v.GenericSchema<unknown, LibraryRequest> = v.variant('type', [
  v.strictObject({ type: v.literal('open'), id: COUNT, file: v.undefinedable(v.string()) }),
  v.strictObject({ type: v.literal('put'), id: COUNT, paper: PAPER, bytes: v.instance(Uint8Array), format: FORMAT }),
  v.strictObject({ type: v.literal('remove'), id: COUNT, addresses: v.array(v.string()) }),
  v.strictObject({ type: v.literal('search'), id: COUNT, question: v.string(), limit: COUNT }),
  v.strictObject({ type: v.literal('save'), id: COUNT }),
]);

const REPLY: v.GenericSchema<unknown, LibraryReply> = v.variant('type', [
  v.strictObject({ type: v.literal('opened'), id: COUNT, papers: PAPERS, state: v.picklist(STATES) }),
  v.strictObject({ type: v.literal('indexed'), id: COUNT, chunks: COUNT }),
  v.strictObject({ type: v.literal('found'), id: COUNT, hits: HITS }),
  v.strictObject({ type: v.literal('done'), id: COUNT }),
  v.strictObject({ type: v.literal('failed'), id: COUNT, reason: v.picklist(['full', 'fault']), detail: v.string() }),
]);

/** Checks what the host has sent; undefined when it is not a message of the protocol. */
export function parseLibraryRequest(value: unknown): LibraryRequest | undefined {
  return v.is(REQUEST, value) ? (value as LibraryRequest) : undefined;
}

/** Checks what the index process has sent; undefined when it is not a message of the protocol. */
export function parseLibraryReply(value: unknown): LibraryReply | undefined {
  return v.is(REPLY, value) ? (value as LibraryReply) : undefined;
}
