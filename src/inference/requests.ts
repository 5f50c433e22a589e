import { setImmediate as nextTurn } from 'node:timers/promises';
import { sentence } from '../core/text/sentence';
import { DEFAULT_WINDOW_OPTIONS, type WindowOptions } from '../core/process/types';
import type { Reading } from '../model/architecture';
import type { ChunkInput, Scorer } from './engine';
import type { Engines } from './engines';
import type { Predecessor } from '../node/supervisor';
import { forerun } from './forerunner';
import { type Ordered, scoringOrder } from './chunkPriority';
import type { ReadPaper } from './papers';
import type {
  AskRequest,
  CompareRequest,
  DeviceRequest,
  DeviceState,
  HostMessage,
  OnnxSpec,
  Passage,
  PrecisionComparison,
  ProcessRequest,
  Request,
  WorkerMessage,
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
 * Works on the host's requests one at a time, in the order in which they came (the host relies on it). The event loop turns between chunks,
 * so that a cancel is noticed.
 */
export class Requests {
  private readonly waiting: Request[] = [];
  private running: Running | undefined;
  private working = false;

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
    if (!this.working) void this.work();
  }

  private cancel(id: number): void {
    if (this.running?.request.id === id) {
      this.running.cancel.abort();
      return;
    }
    const index = this.waiting.findIndex((request) => request.id === id);
    if (index < 0) return;
    this.waiting.splice(index, 1);
    this.tools.send({ type: 'done', id, cancelled: true });
  }

  private async work(): Promise<void> {
    this.working = true;
    for (let request = this.waiting.shift(); request; request = this.waiting.shift()) {
      const running: Running = { request, cancel: new AbortController() };
      this.running = running;
      try {
        await this.answer(running);
        this.tools.send({ type: 'done', id: request.id, cancelled: running.cancel.signal.aborted });
      } catch (error) {
        if (running.cancel.signal.aborted) this.tools.send({ type: 'done', id: request.id, cancelled: true });
        else this.fail(request.id, error);
      }
      this.running = undefined;
      await nextTurn();
    }
    this.working = false;
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
    const scorer = await this.open(request, cache);
    for (const { input, index, scored } of order) {
      await nextTurn();
      if (signal.aborted) return;
      const scores = await scorer.score(input, signal);
      send({ type: 'scored', id, chunk: index, scores });
      await cache?.put(scored, scores);
    }
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
    if (engine.kind === 'keyword' || !engine.forerunner || cache?.reading !== 'chunks' || missing.length < 2)
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

  private async open(request: AskRequest, cache: ScoreCache | undefined): Promise<Scorer> {
    const { id, engine, question, text, windows = DEFAULT_WINDOW_OPTIONS } = request;
    const { engines, send } = this.tools;
    if (!engines.isLoaded(engine)) send({ type: 'loading', id });
    return (await engines.get(engine, cache)).open(question, text, windows);
  }

  private async process(request: ProcessRequest, signal: AbortSignal): Promise<void> {
    const { id, engine, question, context, section = '', options } = request;
    const loaded = await this.tools.engines.get(engine);
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
