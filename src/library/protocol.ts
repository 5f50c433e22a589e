/**
 * The messages between the extension host and the process that holds the index of a library. Requests are handled in order, and each is
 * answered by one message with the same `id`.
 */
import type { ChunkHit } from '../core/library/hits';
import type { PaperFormat } from '../core/paper/types';
import type { FoundIndex } from './indexFile';
import type { IndexedPaper } from './paperIndex';

/** Opens the index stored in a file, or an empty one; answered by `opened`. Without a file the index is not stored. */
export interface OpenRequest {
  readonly type: 'open';
  readonly id: number;
  readonly file: string | undefined;
}

/** Indexes a paper and replaces an earlier state of it; answered by `indexed`. */
export interface PutRequest {
  readonly type: 'put';
  readonly id: number;
  readonly paper: IndexedPaper;
  /** The content of the file. */
  readonly bytes: Uint8Array;
  readonly format: PaperFormat;
}

/** Removes papers from the index; answered by `done`. */
interface RemoveRequest {
  readonly type: 'remove';
  readonly id: number;
  readonly addresses: readonly string[];
}

/** Finds the chunks that share words with a question; answered by `found`. */
interface SearchRequest {
  readonly type: 'search';
  readonly id: number;
  readonly question: string;
  readonly limit: number;
}

/** Stores the changes of the index; answered by `done`. */
interface SaveRequest {
  readonly type: 'save';
  readonly id: number;
}

export type LibraryRequest = OpenRequest | PutRequest | RemoveRequest | SearchRequest | SaveRequest;

/** What was found where the index is stored; `unsaved` when nothing can be stored there, so that the index lies in memory. */
export type StoredState = FoundIndex | 'unsaved';

export interface OpenedMessage {
  readonly type: 'opened';
  readonly id: number;
  readonly papers: readonly IndexedPaper[];
  readonly state: StoredState;
}

/** A paper is indexed. One that is not text or too long has no chunks. */
interface IndexedMessage {
  readonly type: 'indexed';
  readonly id: number;
  readonly chunks: number;
}

interface FoundMessage {
  readonly type: 'found';
  readonly id: number;
  readonly hits: readonly ChunkHit[];
}

interface DoneMessage {
  readonly type: 'done';
  readonly id: number;
}

/** The request failed, and changes since the index was last stored are undone; `detail` is for the log. */
export interface FailedMessage {
  readonly type: 'failed';
  readonly id: number;
  /** `full` when the disk or the memory of the process has no room for more. */
  readonly reason: 'full' | 'fault';
  readonly detail: string;
}

export type LibraryReply = OpenedMessage | IndexedMessage | FoundMessage | DoneMessage | FailedMessage;
