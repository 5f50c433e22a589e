import type { ChunkHit } from '../core/library/hits';
import type { PaperFormat } from '../core/paper/types';
import { type Clock, systemClock } from '../node/clock';
import { forkWorker, type Launch } from '../node/fork';
import { type Crash, type Log, Supervisor } from '../node/supervisor';
import { type Sentence, sentence } from '../core/text/sentence';
import { parseLibraryReply } from './messages';
import type { IndexedPaper } from './paperIndex';
import type { LibraryReply, LibraryRequest, OpenedMessage } from './protocol';
import { KnownError } from '../core/errors/knownError';

/** Options of the client; all but the first two have a default. */
export interface LibraryClientOptions {
  /** The path of the process's bundle. */
  readonly workerPath: string;
  readonly log: Log;
  /** The process is stopped after this long without a request, milliseconds; default 5 minutes. */
  readonly idleMs?: number;
  readonly launch?: Launch;
  readonly clock?: Clock;
}

type Body = LibraryRequest extends infer R ? (R extends LibraryRequest ? Omit<R, 'id'> : never) : never;

interface Pending {
  readonly request: LibraryRequest;
  readonly resolve: (answer: LibraryReply) => void;
  readonly reject: (error: KnownError) => void;
}

const DEFAULT_IDLE_MS = 5 * 60_000;

const CLOSING = sentence`The editor is closing.`;
const SILENT = sentence`The process that holds the index of papers stopped responding and was ended: ask again to restart it.`;
const CRASHED = sentence`The process that holds the index of papers ended unexpectedly: ask again to restart it.`;
const FULL = sentence`There is no room left for the index of papers: free some space on the disk that holds the data of VS Code, then ask again.`;

/**
 * The host's side of the process that holds the index of a library. It is separate from the inference process, because that one is killed
 * when a question is cancelled and may work on one question for minutes.
 *
 * Requests reject with a `KnownError`. When the process has ended (after a crash or idle time), `isOpen` is false and `open` is needed.
 */
export class LibraryClient {
  private readonly supervisor: Supervisor;
  private readonly clock: Clock;
  private readonly idleMs: number;
  private pending: Pending[] = [];
  private stopIdleTimer: (() => void) | undefined;
  private lastId = 0;
  private opened = false;
  private disposed = false;

  constructor(options: LibraryClientOptions) {
    this.clock = options.clock ?? systemClock;
    this.idleMs = options.idleMs ?? DEFAULT_IDLE_MS;
    const { log } = options;
    const events = {
      started: () => this.pending.forEach(({ request }) => this.supervisor.send(request)),
      message: (message: unknown) => this.receive(message),
      crashed: (crash: Crash) => this.crashed(crash),
    };
    const launch = options.launch ?? forkWorker;
    this.supervisor = new Supervisor(options.workerPath, launch, this.clock, log, events, 'index process');
  }

  /** The operating system's id of the process; undefined while there is none. */
  get processId(): number | undefined {
    return this.supervisor.processId;
  }

  /** Whether the process holds the index that was opened, with all changes made since. */
  get isOpen(): boolean {
    return this.opened;
  }

  /** Opens the index stored in a file, or an empty one. Without a file the index is not stored. One that is open stays as it is. */
  async open(file: string | undefined): Promise<OpenedMessage> {
    const answer = await this.send({ type: 'open', file }, 'opened');
    this.opened = true;
    return answer;
  }

  /** Indexes a file's content. Resolves to the number of its chunks; 0 when it is not text or too long. */
  async put(paper: IndexedPaper, bytes: Uint8Array, format: PaperFormat): Promise<number> {
    return (await this.send({ type: 'put', paper, bytes, format }, 'indexed')).chunks;
  }

  async remove(addresses: readonly string[]): Promise<void> {
    await this.send({ type: 'remove', addresses }, 'done');
  }

  /** The chunks that share words with a question, best first. */
  async search(question: string, limit: number): Promise<readonly ChunkHit[]> {
    return (await this.send({ type: 'search', question, limit }, 'found')).hits;
  }

  /** Stores the changes of the index. Until then a process that is lost loses the latest ones. */
  async save(): Promise<void> {
    await this.send({ type: 'save' }, 'done');
  }

  /** Allows the process to start again after it has crashed too often. Called when the reader asks for it. */
  retry(): void {
    this.supervisor.retry();
  }

  dispose(): void {
    this.disposed = true;
    this.stopIdleTimer?.();
    this.supervisor.dispose();
    this.rejectAll(CLOSING);
  }

  private async send<T extends LibraryReply['type']>(
    body: Body,
    type: T,
  ): Promise<Extract<LibraryReply, { readonly type: T }>> {
    if (this.disposed) throw new KnownError('indexFailed', CLOSING);
    if (this.supervisor.unavailable) throw unavailable();
    this.stopIdleTimer?.();
    const request: LibraryRequest = { ...body, id: ++this.lastId };
    const answer = await new Promise<LibraryReply>((resolve, reject) => {
      this.pending.push({ request, resolve, reject });
      this.supervisor.await(true);
      if (this.supervisor.running) this.supervisor.send(request);
      else this.supervisor.ensureStarted();
    });
    if (answer.type === type) return answer as Extract<LibraryReply, { readonly type: T }>;
    // The process may have undone changes that the caller counts on, so the caller opens the index again and compares.
    this.opened = false;
    if (answer.type === 'failed' && answer.reason === 'full') throw new KnownError('diskFull', FULL, answer.detail);
    const detail = answer.type === 'failed' ? answer.detail : `${answer.type} in place of ${type}`;
    throw new KnownError(
      'indexFailed',
      sentence`The index of papers failed because of a fault in Evidence Lens: ask again; the log says more.`,
      detail,
    );
  }

  private receive(message: unknown): void {
    const answer = parseLibraryReply(message);
    if (!answer) {
      this.supervisor.fail('it sent a message that is none of the protocol');
      return;
    }
    const pending = this.pending.find(({ request }) => request.id === answer.id);
    if (!pending) return;
    this.pending = this.pending.filter((other) => other !== pending);
    if (this.pending.length === 0) {
      this.supervisor.await(false);
      this.stopIdleTimer = this.clock.after(this.idleMs, () => this.rest());
    }
    pending.resolve(answer);
  }

  private rest(): void {
    this.opened = false;
    this.supervisor.stop('idle');
  }

  /** What was indexed since the last save is lost; after the next `open` the caller compares the index with the files. */
  private crashed({ reason, silent }: Crash): void {
    this.opened = false;
    this.supervisor.await(false);
    if (this.supervisor.unavailable) {
      for (const { reject } of this.pending.splice(0)) reject(unavailable());
    } else {
      this.rejectAll(silent ? SILENT : CRASHED, reason);
    }
  }

  private rejectAll(message: Sentence, detail?: string): void {
    for (const { reject } of this.pending.splice(0)) reject(new KnownError('indexFailed', message, detail));
  }
}

function unavailable(): KnownError {
  return new KnownError(
    'workerUnavailable',
    sentence`The process that holds the index of papers ended unexpectedly three times within five minutes, so it is not restarted automatically: try again.`,
  );
}
