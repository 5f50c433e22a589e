import type { Sequence } from '../tokenizer/pair';

/** How much goes to a server at once. */
export interface BatchLimits {
  /** Most sequences in a request. */
  readonly batch: number;
  /** Most requests at the same time. */
  readonly requests: number;
  /** Whether sequences of several lengths may be in one request. */
  readonly takesPadding: boolean;
}

/** Runs one batch; rejects when the signal is aborted meanwhile. */
export type RunBatch = (batch: readonly Sequence[], signal: AbortSignal) => Promise<readonly Float32Array[]>;

/** A sequence that waits for its logits. */
interface Task {
  readonly sequence: Sequence;
  /** Aborted when nobody wants the logits any more. */
  readonly signal: AbortSignal;
  readonly resolve: (logits: Float32Array) => void;
  readonly reject: (error: unknown) => void;
}

/** A batch on its way. */
interface Flight {
  readonly tasks: readonly Task[];
  readonly abort: AbortController;
}

/**
 * Gathers the sequences of all questions that run, so that chunks and papers share requests. A request is sent as soon as one is allowed:
 * the first ones are small and soon answered, and what arrives meanwhile goes out in full batches.
 */
export class Batcher {
  private waiting: Task[] = [];
  private readonly flights = new Set<Flight>();

  constructor(
    private readonly runBatch: RunBatch,
    private readonly limits: BatchLimits,
  ) {}

  /** The logits of sequences, in their order. Sequences of like lengths go out together. */
  async run(sequences: readonly Sequence[], signal: AbortSignal): Promise<Float32Array[]> {
    signal.throwIfAborted();
    const drop = (): void => this.drop(signal);
    signal.addEventListener('abort', drop, { once: true });
    const tasks: Task[] = [];
    const logits = sequences.map(
      (sequence) => new Promise<Float32Array>((resolve, reject) => tasks.push({ sequence, signal, resolve, reject })),
    );
    this.waiting.push(...tasks.sort((a, b) => a.sequence.ids.length - b.sequence.ids.length));
    this.send();
    try {
      return await Promise.all(logits);
    } finally {
      signal.removeEventListener('abort', drop);
    }
  }

  private send(): void {
    while (this.waiting.length > 0 && this.flights.size < this.limits.requests) {
      const flight = { tasks: this.next(), abort: new AbortController() };
      this.flights.add(flight);
      void this.fly(flight);
    }
  }

  /** Takes the next batch: the sequence that waits for longest, and those behind it that may go with it. */
  private next(): Task[] {
    const { batch, takesPadding } = this.limits;
    const tokens = this.waiting[0]!.sequence.ids.length;
    const taken: Task[] = [];
    const left: Task[] = [];
    for (const task of this.waiting) {
      const fits = taken.length < batch && (takesPadding || task.sequence.ids.length === tokens);
      (fits ? taken : left).push(task);
    }
    this.waiting = left;
    return taken;
  }

  private async fly(flight: Flight): Promise<void> {
    const { tasks, abort } = flight;
    try {
      const logits = await this.runBatch(
        tasks.map(({ sequence }) => sequence),
        abort.signal,
      );
      tasks.forEach(({ resolve }, at) => resolve(logits[at]!));
    } catch (error) {
      for (const { reject } of tasks) reject(error);
    } finally {
      this.flights.delete(flight);
      this.send();
    }
  }

  /** Nobody waits for the sequences of a signal any more. A request that is for nobody is closed. */
  private drop(signal: AbortSignal): void {
    const dropped = this.waiting.filter((task) => task.signal === signal);
    this.waiting = this.waiting.filter((task) => task.signal !== signal);
    const flying = [...this.flights];
    for (const task of [...dropped, ...flying.flatMap(({ tasks }) => tasks.filter((one) => one.signal === signal))])
      task.reject(signal.reason);
    for (const { tasks, abort } of flying) if (tasks.every((task) => task.signal.aborted)) abort.abort();
  }
}
