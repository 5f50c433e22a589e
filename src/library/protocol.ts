/**
 * The messages between the extension host and the process that holds the index of a library, sent with Node's 'advanced'
 * serialisation. Requests are worked on in their order; each is answered by one message with its `id`.
 */
import type { ChunkHit } from '../core/library/hits';
import type { PaperFormat } from '../core/paper/types';
import type { IndexedPaper } from './paperIndex';

/** Opens the index that is stored in a file, or an empty one: answered by `opened`. Without a file nothing is stored. */
export interface OpenRequest {
  readonly type: 'open';
  readonly id: number;
  readonly file: string | undefined;
}

/** Indexes a paper, in place of an earlier state of it: answered by `indexed`. */
export interface PutRequest {
  readonly type: 'put';
  readonly id: number;
  readonly paper: IndexedPaper;
  /** The file as it is. */
  readonly bytes: Uint8Array;
  readonly format: PaperFormat;
}

/** Forgets papers: answered by `done`. */
export interface RemoveRequest {
  readonly type: 'remove';
  readonly id: number;
  readonly addresses: readonly string[];
}

/** Looks for the chunks that share words with a question: answered by `found`. */
export interface SearchRequest {
  readonly type: 'search';
  readonly id: number;
  readonly question: string;
  readonly limit: number;
}

/** Writes the index to its file: answered by `done`. */
export interface SaveRequest {
  readonly type: 'save';
  readonly id: number;
}

export type LibraryRequest = OpenRequest | PutRequest | RemoveRequest | SearchRequest | SaveRequest;

/** How the stored index was found. */
export type StoredState = 'restored' | 'new' | 'damaged' | 'otherVersion';

export interface OpenedMessage {
  readonly type: 'opened';
  readonly id: number;
  readonly papers: readonly IndexedPaper[];
  readonly state: StoredState;
}

/** A paper is indexed; one that is no text, or too long, has no chunks. */
export interface IndexedMessage {
  readonly type: 'indexed';
  readonly id: number;
  readonly chunks: number;
}

export interface FoundMessage {
  readonly type: 'found';
  readonly id: number;
  readonly hits: readonly ChunkHit[];
}

export interface DoneMessage {
  readonly type: 'done';
  readonly id: number;
}

/** The request failed; `detail` is for the log. */
export interface FailedMessage {
  readonly type: 'failed';
  readonly id: number;
  readonly detail: string;
}

export type LibraryReply = OpenedMessage | IndexedMessage | FoundMessage | DoneMessage | FailedMessage;
