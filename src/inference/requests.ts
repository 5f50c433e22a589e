import { setImmediate as nextTurn } from 'node:timers/promises';
import pMap from 'p-map';
import { sentence } from '../core/text/sentence';
import { DEFAULT_WINDOW_OPTIONS, type WindowOptions } from '../core/process/types';
import type { Reading } from '../model/architecture';
import type { ChunkInput, Engine, Scorer } from './engine';
import type { Engines } from './engines';
import type { Predecessor } from '../node/supervisor';
import { forerun } from './forerunner';
import { type Ordered, scoringOrder } from './chunkPriority';
import type { ReadPaper } from './papers';
import {
  QUESTIONS_AT_ONCE,
  type AskRequest,
  type CompareRequest,
  type DeviceRequest,
  type DeviceState,
  type EngineSpec,
  type HostMessage,
  type OnnxSpec,
  type Passage,
  type PrecisionComparison,
  type ProcessRequest,
  type Request,
  type WorkerMessage,
} from './protocol';
import type { Scored, ScoreCache } from './scoreCache';
import { KnownError } from '../core/errors/knownError';

/** What is known and can be learnt of devices. */
export interface Devices {
  /** The device of a model, and what is known of the GPU. */
  state(engine: OnnxSpec): Promise<DeviceState>;
  /**
   * Compares a model on both devices; see `DeviceRequest`.
   *
   * @param makeRoom frees the loaded engines
   */
  measure(
    engine: OnnxSpec,
    passages: readonly Passage[],
    signal: AbortSignal,
    makeRoom: () => Promise<void>,
  ): Promise<DeviceState>;
  /** Hears how the process before this one ended. */
  note(predecessor: Predecessor): void;
}

/** Everything that is needed to answer requests. */
export interface Tools {
  readonly engines: Engines;
  /** The small models that run before full ones. */
  readonly forerunners: Engines;
  /** Reads a paper's structure. Throws a `KnownError` when the paper is refused. */
  readonly readPaper: ReadPaper;
  /** How promising a chunk is for a question; higher ones are scored sooner. */
  readonly promiseOf: (question: string) => (input: ChunkInput) => number;
  /** The kept comparison of a model's precisions. */
  readonly keptComparison: (engine: OnnxSpec) => Promise<PrecisionComparison | undefined>;
  /** Compares the precisions of a model; see `CompareRequest`. */
  readonly compare: (
    engine: OnnxSpec,
    passages: readonly Passage[],
    signal: AbortSignal,
  ) => Promise<PrecisionComparison>;
  readonly devices: Devices;
  readonly send: (message: WorkerMessage) => void;
}

/** A chunk without kept scores. */
interface Missing extends Ordered {
  readonly scored: Scored;
}

/** The request in progress. */
interface Running {
  readonly request: Request;
  /** Aborted when the host cancels the request. */
  readonly cancel: AbortController;
}

/**
 * Works on the host's requests in the order in which they came (the host relies on it), one at a time. Only questions to the same server run
 * beside each other, so that they share its batches. The event loop turns between chunks, so that a cancel is noticed.
 */
export class Requests {
  private readonly waiting: Request[] = [];
  private readonly running = new Map<number, Running>();

  constructor(private readonly tools: Tools) {}

  /** Handles a message from the host. */
  receive(message: HostMessage): void {
    if (message.type === 'cancel') {
      this.cancel(message.id);
      return;
    }
    if (message.type === 'predecessor') {
      this.tools.devices.note(message);
      return;
    }
    this.waiting.push(message);
    this.work();
  }

  private cancel(id: number): void {
    const running = this.running.get(id);
    if (running) {
      running.cancel.abort();
      return;
    }
    const index = this.waiting.findIndex((request) => request.id === id);
    if (index < 0) return;
    this.waiting.splice(index, 1);
    this.tools.send({ type: 'done', id, cancelled: true });
  }

  /** Begins the requests that may run now. */
  private work(): void {
    while (this.waiting.length > 0 && this.mayRun(this.waiting[0]!)) void this.run(this.waiting.shift()!);
  }

  private mayRun(request: Request): boolean {
    const beside = [...this.running.values()].map((running) => serverOf(running.request));
    const server = serverOf(request);
    if (beside.length === 0) return true;
    return server !== undefined && beside.length < QUESTIONS_AT_ONCE && beside.every((other) => other === server);
  }

  private async run(request: Request): Promise<void> {
    const running: Running = { request, cancel: new AbortController() };
    const { signal } = running.cancel;
    this.running.set(request.id, running);
    try {
      await this.answer(running);
      this.tools.send({ type: 'done', id: request.id, cancelled: signal.aborted });
    } catch (error) {
      if (signal.aborted) this.tools.send({ type: 'done', id: request.id, cancelled: true });
      else this.fail(request.id, error);
    }
    // When one chunk fails, the chunks that run at the same time are cancelled.
    running.cancel.abort();
    await nextTurn();
    this.running.delete(request.id);
    this.work();
  }

  private async answer(running: Running): Promise<void> {
    const { request } = running;
    const { signal } = running.cancel;
    if (request.type === 'ask') return this.ask(request, signal);
    if (request.type === 'process') return this.process(request, signal);
    if (request.type === 'compare') return this.compare(request, signal);
    if (request.type === 'device') return this.device(request, signal);
    const { outline } = this.tools.readPaper(request.text, request.format);
    this.tools.send({ type: 'outlined', id: request.id, outline });
  }

  private async ask(request: AskRequest, signal: AbortSignal): Promise<void> {
    const { id, engine, question, text, format, scopes, windows = DEFAULT_WINDOW_OPTIONS } = request;
    const { send, engines, readPaper, promiseOf } = this.tools;
    const { outline, inputs } = readPaper(text, format);
    send({ type: 'outlined', id, outline });
    const cache = await engines.scores(engine);
    const missing: Missing[] = [];
    for (const { input, index } of scoringOrder(inputs, scopes, promiseOf(question))) {
      await nextTurn();
      if (signal.aborted) return;
      const scored = scoredOf(question, input, windows, cache?.reading);
      const kept = await cache?.get(scored);
      if (kept) send({ type: 'scored', id, chunk: index, scores: kept });
      else missing.push({ input, index, scored });
    }
    if (missing.length === 0) return;
    const order = await this.ordered(request, missing, cache, signal);
    const scorer = await this.open(request, cache, signal);
    const scoreNext = async ({ input, index, scored }: Missing): Promise<void> => {
      await nextTurn();
      if (signal.aborted) return;
      const scores = await scorer.score(input, signal);
      signal.throwIfAborted();
      send({ type: 'scored', id, chunk: index, scores });
      await cache?.put(scored, scores);
    };
    await pMap(order, scoreNext, { concurrency: scorer.atOnce ?? 1 });
  }

  /**
   * Orders the chunks that must be scored: where there is a small model, those come first that it finds most promising. Its scores are
   * never sent.
   */
  private async ordered(
    { id, engine, question, text, windows = DEFAULT_WINDOW_OPTIONS }: AskRequest,
    missing: readonly Missing[],
    cache: ScoreCache | undefined,
    signal: AbortSignal,
  ): Promise<readonly Missing[]> {
    // A model that reads units is itself as fast as a small model.
    if (engine.kind !== 'onnx' || !engine.forerunner || cache?.reading !== 'chunks' || missing.length < 2)
      return missing;
    const { forerunners, engines, send } = this.tools;
    if (!engines.isLoaded(engine)) send({ type: 'loading', id });
    try {
      const forerunner = await forerunners.get(engine.forerunner);
      const inputs = missing.map(({ input }) => input);
      const promises = await forerun(forerunner, question, text, inputs, windows, signal);
      const promiseOf = ({ input }: Missing): number => promises.get(input) ?? -1;
      return [...missing].sort((a, b) => promiseOf(b) - promiseOf(a));
    } catch (error) {
      if (signal.aborted) throw error;
      // The order by keywords is good enough.
      process.stderr.write(`chunks are not ordered by the small model: ${String(error)}\n`);
      return missing;
    }
  }

  private async open(request: AskRequest, cache: ScoreCache | undefined, signal: AbortSignal): Promise<Scorer> {
    const { id, engine, question, text, windows = DEFAULT_WINDOW_OPTIONS } = request;
    if (!this.tools.engines.isLoaded(engine)) this.tools.send({ type: 'loading', id });
    const loaded = await this.engineOf(engine, signal, cache);
    return loaded.open(question, text, windows);
  }

  /** Loads an engine. A server may take long to answer, so there it rejects as soon as the question is cancelled. */
  private async engineOf(spec: EngineSpec, signal: AbortSignal, known?: ScoreCache): Promise<Engine> {
    const loading = this.tools.engines.get(spec, known);
    return await (spec.kind === 'server' ? unlessAborted(loading, signal) : loading);
  }

  private async process(request: ProcessRequest, signal: AbortSignal): Promise<void> {
    const { id, engine, question, context, section = '', options } = request;
    const loaded = await this.engineOf(engine, signal);
    if (!loaded.process) {
      throw new KnownError(
        'badModel',
        sentence`This model scores whole paragraphs, but process needs one that scores tokens: choose another model with --model.`,
      );
    }
    const result = await loaded.process(question, { text: context, section }, options, signal);
    this.tools.send({ type: 'processed', id, result });
  }

  private async compare({ id, engine, passages, again }: CompareRequest, signal: AbortSignal): Promise<void> {
    const kept = again ? undefined : await this.tools.keptComparison(engine);
    if (kept) {
      this.tools.send({ type: 'compared', id, comparison: kept, isNew: false });
      return;
    }
    this.tools.send({ type: 'loading', id });
    await this.makeRoom();
    const comparison = await this.tools.compare(engine, passages, signal);
    this.tools.send({ type: 'compared', id, comparison, isNew: true });
  }

  private async device({ id, engine, passages, again }: DeviceRequest, signal: AbortSignal): Promise<void> {
    const { devices, send } = this.tools;
    const known = await devices.state(engine);
    const isKnown = known.comparison !== undefined || known.failure !== undefined;
    if (!passages || (isKnown && !again)) {
      send({ type: 'device', id, state: known, isNew: false });
      return;
    }
    send({ type: 'loading', id });
    const state = await devices.measure(engine, passages, signal, () => this.makeRoom());
    send({ type: 'device', id, state, isNew: true });
  }

  /** Comparing loads two models, one after the other. There may be no memory for a third. */
  private async makeRoom(): Promise<void> {
    await this.tools.engines.release();
    await this.tools.forerunners.release();
  }

  private fail(id: number, error: unknown): void {
    if (error instanceof KnownError) {
      const { code, told, detail } = error;
      this.tools.send({ type: 'failed', id, code, told, ...(detail === undefined ? {} : { detail }) });
      return;
    }
    this.tools.send({
      type: 'failed',
      id,
      code: 'internal',
      told: sentence`The question could not be answered because of a fault in Evidence Lens: ask again, and report it if it happens again.`,
      detail: error instanceof Error ? (error.stack ?? error.message) : String(error),
    });
  }
}

/** A key for the server of a request, made of all its settings; undefined for a request that this process answers itself. */
function serverOf(request: Request): string | undefined {
  return 'engine' in request && request.engine.kind === 'server' ? JSON.stringify(request.engine) : undefined;
}

/** Waits for work that cannot be stopped; rejects when the signal is aborted meanwhile. */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    work.then(resolve, reject);
  });
}

/** Everything in the input of the model on which a chunk's scores depend. */
function scoredOf(
  question: string,
  { text, units }: ChunkInput,
  windows: WindowOptions,
  reading: Reading | undefined,
): Scored {
  const scored = { question, text, windows };
  if (reading !== 'units') return scored;
  return {
    ...scored,
    // A unit in several pieces may continue in another chunk, so its text must count too.
    units: units().map(({ ranges, sentences, section, plain }) => [
      ranges ? `${section}\n${plain.text}` : section,
      sentences.flatMap(({ start, end }) => [start, end]),
    ]),
  };
}
