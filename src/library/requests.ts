import { mkdirSync } from 'node:fs';
import * as path from 'node:path';
import { paperOfFile } from '../core/paper/fileText';
import { KnownError } from '../core/errors/knownError';
import { isTooLong } from '../core/text/readable';
import { withLock } from '../node/lock';
import type { PaperIndex } from './paperIndex';
import type { FailedMessage, LibraryReply, LibraryRequest, OpenRequest, PutRequest, StoredState } from './protocol';

/** How long `open` waits for the process of a window that is closing, milliseconds. */
const LOCK_MS = 3000;
const LOCK_POLL_MS = 100;

/** What is open: an index in a file, or one in memory. */
interface OpenIndex {
  /** As the host asked for it. */
  readonly file: string | undefined;
  readonly state: StoredState;
}

/** Handles the host's requests, one after the other. */
export class LibraryRequests {
  private work = Promise.resolve();
  private open: OpenIndex | undefined;
  /** The lock that this process holds. */
  private lock: string | undefined;

  /** @param loadIndex returns an empty index; called once, when it is needed */
  constructor(
    private readonly loadIndex: () => Promise<PaperIndex>,
    private readonly send: (answer: LibraryReply) => void,
  ) {}

  /** Queues a message of the host. */
  receive(request: LibraryRequest): void {
    this.work = this.work.then(async () => {
      try {
        this.send(await this.answer(request));
      } catch (error) {
        this.send({ type: 'failed', id: request.id, reason: this.undo(error), detail: detailOf(error) });
      }
    });
  }

  private index: PaperIndex | undefined;

  private async answer(request: LibraryRequest): Promise<LibraryReply> {
    const index = (this.index ??= await this.loadIndex());
    const { id } = request;
    switch (request.type) {
      case 'open':
        return { type: 'opened', id, state: await this.openIndex(index, request), papers: index.papers() };
      case 'put':
        return { type: 'indexed', id, chunks: put(index, request) };
      case 'remove':
        index.remove(request.addresses);
        return { type: 'done', id };
      case 'search':
        return { type: 'found', id, hits: index.search(request.question, request.limit) };
      case 'save':
        index.save();
        return { type: 'done', id };
    }
  }

  /** An index that is open stays open: the host asks again after an error, which may have undone changes that it knows of. */
  private async openIndex(index: PaperIndex, { file }: OpenRequest): Promise<StoredState> {
    if (this.open && this.open.file === file) return this.open.state === 'unsaved' ? 'unsaved' : 'restored';
    const state = file === undefined ? 'new' : await this.openStored(index, file);
    if (file === undefined) index.clear();
    this.open = { file, state };
    return state;
  }

  /** Opens the index in a file; one in memory when another process uses the file or it cannot be used. */
  private async openStored(index: PaperIndex, file: string): Promise<StoredState> {
    const lock = `${file}.lock`;
    try {
      mkdirSync(path.dirname(file), { recursive: true });
      if (this.lock !== lock) await hold(lock);
      this.lock = lock;
      return index.open(file);
    } catch (error) {
      process.stderr.write(`${file} is not used: ${detailOf(error)}\n`);
      index.clear();
      return 'unsaved';
    }
  }

  /** After an error the index goes back to what is stored. Returns why it failed. */
  private undo(error: unknown): FailedMessage['reason'] {
    this.index?.undo();
    if (this.index?.isFull(error)) return 'full';
    // The file may be damaged, so the next `open` looks at it again.
    this.open = undefined;
    return 'fault';
  }
}

/** Takes a lock until this process ends. A lock that is lost ends the process: nobody handles the error, and another process has the file. */
async function hold(lock: string): Promise<void> {
  const waiting = new AbortController();
  const timer = setTimeout(() => waiting.abort(new Error('another process uses it')), LOCK_MS);
  try {
    await new Promise<void>((resolve, reject) => {
      let isHeld = false;
      const untilLost = (lost: AbortSignal): Promise<never> => {
        isHeld = true;
        resolve();
        return new Promise((_, lose) => lost.addEventListener('abort', () => lose(lost.reason as Error)));
      };
      void withLock(lock, { signal: waiting.signal, pollMs: LOCK_POLL_MS }, untilLost).catch((error: unknown) => {
        if (isHeld) throw error;
        reject(error instanceof Error ? error : new Error(String(error)));
      });
    });
  } finally {
    clearTimeout(timer);
  }
}

function detailOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** Indexes a paper. One that no engine would read is indexed without chunks, so that it is not read again until it changes. */
function put(index: PaperIndex, { paper, bytes, format }: PutRequest): number {
  const text = textOf(paper.address, bytes);
  const isReadable = text !== undefined && !isTooLong(text) && !text.includes('\0');
  return index.put(paper, isReadable ? text : '', format);
}

/** The paper in a file; undefined when the file is not UTF-8, or a damaged notebook. */
function textOf(address: string, bytes: Uint8Array): string | undefined {
  const text = decode(bytes);
  try {
    return text === undefined ? undefined : paperOfFile(address, text).text;
  } catch (error) {
    if (error instanceof KnownError) return undefined;
    throw error;
  }
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
