import type { Outline } from '../core/paper/types';
import type { ProcessResult } from '../core/process/types';
import type { ChunkScores } from '../core/spans/scores';
import { overlapsAny } from '../core/text/trim';
import { type Clock, systemClock } from '../node/clock';
import { forkWorker, type Launch } from '../node/fork';
import { parseWorkerMessage } from './messages';
import type {
  Answer,
  AskRequest,
  CompareRequest,
  DeviceRequest,
  DeviceState,
  OutlineRequest,
  PrecisionComparison,
  ProcessRequest,
  Request,
} from './protocol';
import { type Crash, type Log, Supervisor } from '../node/supervisor';
import { crashError, incompleteError, unavailableError } from './workerErrors';
import { KnownError } from '../core/errors/knownError';

/** Options of the client. Everything but the first two has a default. */
export interface ClientOptions {
  /** The bundled entry of the inference process. */
  readonly workerPath: string;
  readonly log: Log;
  /** The process is stopped after this long without a request, in milliseconds; default 5 minutes. */
  readonly idleMs?: number;
  readonly launch?: Launch;
  readonly clock?: Clock;
}

type Body<R extends Request> = Omit<R, 'type' | 'id'>;
export type AskInput = Body<AskRequest>;
export type ProcessInput = Body<ProcessRequest>;
export type OutlineInput = Body<OutlineRequest>;
export type CompareInput = Body<CompareRequest>;
export type DeviceInput = Body<DeviceRequest>;

/** How the precisions of a model compare. */
export interface Compared {
  readonly comparison: PrecisionComparison;
  /** False when the result was kept from an earlier comparison. */
  readonly isNew: boolean;
}

/** The device of a model. */
export interface Measured {
  readonly state: DeviceState;
  /** False when it was known before. */
  readonly isNew: boolean;
}

/** Receives the parts of an answer while a question runs. No handler is called after `signal` is aborted. */
export interface AskHandlers {
  /** The engine is being loaded, so the first scores take longer than later ones. */
  readonly onLoading?: () => void;
  /** The paper's structure, before any scores; again when the question is repeated after a crash, and then all scores come again too. */
  readonly onOutline?: (outline: Outline) => void;
  /** The scores of a chunk, by its index in the outline. The most promising chunks come first. */
  readonly onScored?: (chunk: number, scores: ChunkScores) => void;
  readonly signal?: AbortSignal;
}

/** How a request ended when it did not fail. */
export interface Ended {
  /** True when the caller aborted it. What was delivered until then is not the whole answer. */
  readonly cancelled: boolean;
}

/** A request that the process has not finished. Requests are kept in the order in which the process works on them. */
interface Pending {
  request: Request;
  readonly deliver: (answer: Answer) => void;
  readonly resolve: (ended: Ended) => void;
  readonly reject: (error: unknown) => void;
  /** The caller has its result and hears nothing more; the process has not yet confirmed the cancel. */
  abandoned: boolean;
  /** Whether it is sent once more, after a crash. */
  isRepeated: boolean;
  /** Cancels the deadline for that confirmation. */
  stopDeadline: (() => void) | undefined;
}

const DEFAULT_IDLE_MS = 5 * 60_000;
/** A process that does not confirm a cancel within this time is killed: its current chunk takes too long. */
const CANCEL_DEADLINE_MS = 1000;

/**
 * The host's side of the inference process: sends requests, passes on the streamed answers, and stops the process when it is no longer
 * needed. The process works on one request at a time, but on many questions to the same server. To let the latest question win, abort the
 * signal of the one before.
 *
 * Requests reject with a `KnownError` whose message is for the reader.
 */
export class InferenceClient {
  private readonly supervisor: Supervisor;
  private readonly clock: Clock;
  private readonly log: Log;
  private readonly idleMs: number;
  private pending: Pending[] = [];
  private stopIdleTimer: (() => void) | undefined;
  private lastId = 0;
  private disposed = false;
  /** Whether the process uses the GPU, whose driver may end it. */
  private isOnGpu = false;

  constructor(options: ClientOptions) {
    this.clock = options.clock ?? systemClock;
    this.log = options.log;
    this.idleMs = options.idleMs ?? DEFAULT_IDLE_MS;
    this.supervisor = new Supervisor(options.workerPath, options.launch ?? forkWorker, this.clock, this.log, {
      started: () => this.begin(),
      message: (message) => this.receive(message),
      crashed: (crash) => this.crashed(crash),
    });
  }

  /** The operating system's id of the inference process; undefined when none runs. */
  get processId(): number | undefined {
    return this.supervisor.processId;
  }

  /** Asks a question about a paper. Scores stream into the handlers. Resolves when everything is delivered, or at once when aborted. */
  async ask(input: AskInput, handlers: AskHandlers): Promise<Ended> {
    /** The chunks that are not yet scored. */
    let left: Set<number> | undefined;
    const ended = await this.run({ type: 'ask', id: this.nextId(), ...input }, handlers.signal, (answer) => {
      if (answer.type === 'outlined') {
        left = new Set(
          answer.outline.chunks.flatMap((chunk, index) => (overlapsAny(chunk, input.scopes) ? [index] : [])),
        );
        handlers.onOutline?.(answer.outline);
      } else if (answer.type === 'scored' && left?.delete(answer.chunk)) {
        handlers.onScored?.(answer.chunk, answer.scores);
      } else if (answer.type === 'loading') {
        handlers.onLoading?.();
      } else {
        this.ignore(answer);
      }
    });
    // An incomplete answer must not pass for a complete one: "nothing found" would then be wrong.
    if (!ended.cancelled && left?.size !== 0) throw incompleteError();
    return ended;
  }

  /** Runs the reference's `process()` on one context; undefined when aborted. */
  async process(input: ProcessInput, signal?: AbortSignal): Promise<ProcessResult | undefined> {
    let result: ProcessResult | undefined;
    const ended = await this.run({ type: 'process', id: this.nextId(), ...input }, signal, (answer) => {
      if (answer.type === 'processed') result = answer.result;
    });
    return complete(ended, result);
  }

  /** Compares the precisions of a model on passages, and keeps the result for `auto`; undefined when aborted. */
  async compare(input: CompareInput, signal?: AbortSignal): Promise<Compared | undefined> {
    let compared: Compared | undefined;
    const ended = await this.run({ type: 'compare', id: this.nextId(), ...input }, signal, (answer) => {
      if (answer.type === 'compared') compared = { comparison: answer.comparison, isNew: answer.isNew };
    });
    return complete(ended, compared);
  }

  /** The device of a model; with passages it is measured first where nothing is known. Undefined when aborted. */
  async device(input: DeviceInput, signal?: AbortSignal): Promise<Measured | undefined> {
    let measured: Measured | undefined;
    const ended = await this.run({ type: 'device', id: this.nextId(), ...input }, signal, (answer) => {
      if (answer.type === 'device') measured = { state: answer.state, isNew: answer.isNew };
    });
    return complete(ended, measured);
  }

  /** Reads a paper's structure; undefined when aborted. */
  async outline(input: OutlineInput, signal?: AbortSignal): Promise<Outline | undefined> {
    let outline: Outline | undefined;
    const ended = await this.run({ type: 'outline', id: this.nextId(), ...input }, signal, (answer) => {
      if (answer.type === 'outlined') outline = answer.outline;
    });
    return complete(ended, outline);
  }

  /** Allows the process to start again after it has crashed too often. Called when the reader asks for it. */
  retry(): void {
    this.supervisor.retry();
  }

  /** Ends the process, so that it closes a model's files. Running requests end as cancelled. The next request starts a new process. */
  release(): void {
    this.supervisor.stop('a model changes on disk');
    this.endAll();
  }

  /** Ends the process. Running requests end as cancelled. */
  dispose(): void {
    this.disposed = true;
    this.supervisor.dispose();
    this.endAll();
  }

  private endAll(): void {
    this.stopIdleTimer?.();
    for (const pending of this.pending.splice(0)) {
      pending.stopDeadline?.();
      pending.resolve({ cancelled: true });
    }
  }

  private nextId(): number {
    return ++this.lastId;
  }

  private run(request: Request, signal: AbortSignal | undefined, deliver: Pending['deliver']): Promise<Ended> {
    if (this.disposed || signal?.aborted) return Promise.resolve({ cancelled: true });
    if (this.supervisor.unavailable) return Promise.reject(unavailableError());

    const { promise, resolve, reject } = withResolvers<Ended>();
    const pending: Pending = {
      request,
      deliver,
      resolve,
      reject,
      abandoned: false,
      isRepeated: false,
      stopDeadline: undefined,
    };
    this.pending.push(pending);
    this.supervisor.await(true);
    this.stopIdleTimer?.();
    if (this.supervisor.running) this.supervisor.send(request);
    else this.supervisor.ensureStarted();

    const abort = (): void => this.abandon(pending);
    signal?.addEventListener('abort', abort, { once: true });
    return promise.finally(() => signal?.removeEventListener('abort', abort));
  }

  /** A new process hears how the one before it ended, and gets all requests that are still wanted. */
  private begin(): void {
    this.isOnGpu = false;
    const { predecessor } = this.supervisor;
    if (predecessor) this.supervisor.send({ type: 'predecessor', ...predecessor });
    for (const { request } of this.pending) this.supervisor.send(request);
  }

  private receive(raw: unknown): void {
    const message = parseWorkerMessage(raw);
    if (!message) {
      // A process that breaks the protocol cannot be trusted. A new one answers the waiting questions.
      this.supervisor.fail('it sent a message that is none of the protocol');
      return;
    }
    if (message.type === 'ready') return;
    if (message.type === 'gpu') {
      this.isOnGpu = message.inUse;
      return;
    }
    const pending = this.pending.find(({ request }) => request.id === message.id);
    if (!pending) {
      this.ignore(message);
      return;
    }
    if (message.type === 'done' || message.type === 'failed') this.remove(pending);
    if (pending.abandoned) return;

    if (message.type === 'done') {
      pending.resolve({ cancelled: message.cancelled });
      return;
    }
    if (message.type === 'failed') {
      pending.reject(new KnownError(message.code, message.told, message.detail));
      return;
    }
    try {
      pending.deliver(message);
    } catch (error) {
      // The caller failed to take its answer. It gets the error, and the process can stop.
      pending.reject(error);
      this.abandon(pending);
    }
  }

  /** The caller aborts: it gets its result at once, and the process has a moment to confirm. */
  private abandon(pending: Pending): void {
    if (pending.abandoned || !this.pending.includes(pending)) return;
    pending.abandoned = true;
    pending.resolve({ cancelled: true });
    if (!this.supervisor.running) {
      this.remove(pending);
      return;
    }
    this.supervisor.send({ type: 'cancel', id: pending.request.id });
    this.awaitConfirmation(pending);
  }

  private awaitConfirmation(pending: Pending): void {
    pending.stopDeadline = this.clock.after(CANCEL_DEADLINE_MS, () => {
      // While an earlier request runs, one of its long chunks may keep the process from answering.
      if (this.pending[0] !== pending) {
        this.awaitConfirmation(pending);
        return;
      }
      this.supervisor.stop('a cancelled request was not given up in time');
      this.dropAbandoned();
      if (this.pending.length > 0) this.supervisor.ensureStarted();
    });
  }

  /**
   * A crash fails the request that was running. Those behind it go to the next process, and so does the first one when the process used the
   * GPU: the next process knows of the crash and uses the CPU.
   */
  private crashed(crash: Crash): void {
    const [first] = this.pending;
    const isRepeated = first !== undefined && this.isOnGpu && !first.isRepeated && !first.abandoned;
    if (isRepeated) repeat(first);
    else if (first) {
      if (!first.abandoned) first.reject(crashError(crash));
      this.remove(first);
    }
    this.dropAbandoned();
    if (this.supervisor.unavailable) {
      for (const pending of this.pending.splice(0)) pending.reject(unavailableError());
    } else if (this.pending.length > 0) {
      this.supervisor.ensureStarted();
    }
  }

  private dropAbandoned(): void {
    for (const pending of this.pending.filter(({ abandoned }) => abandoned)) this.remove(pending);
  }

  private remove(pending: Pending): void {
    pending.stopDeadline?.();
    this.pending = this.pending.filter((other) => other !== pending);
    if (this.pending.length > 0) return;
    this.supervisor.await(false);
    this.stopIdleTimer?.();
    this.stopIdleTimer = this.clock.after(this.idleMs, () => this.supervisor.stop('idle'));
  }

  /** Logs a message that belongs to no current request, or has the wrong type for it. */
  private ignore(message: Answer): void {
    this.log.warn(`a message of the inference process was ignored: ${message.type}`);
  }
}

/** Prepares a request for the next process. What the crash has shown must not be tried again. */
function repeat(pending: Pending): void {
  pending.isRepeated = true;
  if (pending.request.type === 'device') pending.request = { ...pending.request, again: false };
}

function complete<T>(ended: Ended, result: T | undefined): T | undefined {
  if (ended.cancelled) return undefined;
  if (result === undefined) throw incompleteError();
  return result;
}

/** `Promise.withResolvers`, which Node 20 does not have. */
function withResolvers<T>(): {
  promise: Promise<T>;
  resolve: (value: T) => void;
  reject: (error: unknown) => void;
} {
  let resolve!: (value: T) => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<T>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}
