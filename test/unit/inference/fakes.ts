import type { Clock } from '../../../src/node/clock';
import type { ForkedProcess, Launch, ProcessEvents } from '../../../src/node/fork';
import type { HostMessage, Request, WorkerMessage } from '../../../src/inference/protocol';
import type { Sign } from '../../../src/node/heartbeat';
import type { Devices } from '../../../src/inference/requests';
import type { Log } from '../../../src/node/supervisor';
import type { ChunkScores } from '../../../src/core/spans/scores';
import type { Outline } from '../../../src/core/paper/types';

/** A clock that a test moves. */
export class FakeClock implements Clock {
  private time = 1000;
  private timers: { readonly at: number; readonly action: () => void }[] = [];

  now(): number {
    return this.time;
  }

  after(milliseconds: number, action: () => void): () => void {
    const timer = { at: this.time + milliseconds, action };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((other) => other !== timer);
    };
  }

  /** Advances time. Whatever becomes due runs in order. */
  advance(milliseconds: number): void {
    const until = this.time + milliseconds;
    for (;;) {
      const due = this.timers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
      if (!due) break;
      this.timers = this.timers.filter((other) => other !== due);
      this.time = due.at;
      due.action();
    }
    this.time = until;
  }
}

/** A fake inference process: the test decides its answers. */
export class FakeProcess implements ForkedProcess {
  readonly received: HostMessage[] = [];
  killed = false;

  constructor(
    readonly pid: number,
    private readonly events: ProcessEvents,
  ) {}

  send(message: HostMessage): void {
    this.received.push(message);
  }

  kill(): void {
    this.killed = true;
    this.events.ended('ended by SIGKILL');
  }

  /** The requests received, without cancels. */
  get requests(): Request[] {
    return this.received.filter((message) => message.type !== 'cancel' && message.type !== 'predecessor');
  }

  get cancels(): number[] {
    return this.received.filter((message) => message.type === 'cancel').map(({ id }) => id);
  }

  answer(message: WorkerMessage): void {
    this.events.message(message);
  }

  /** Ends a question without errors; the paper had nothing to score. */
  finish(id: number): void {
    this.answer({ type: 'outlined', id, outline: outlineOf(0) });
    this.answer({ type: 'done', id, cancelled: false });
  }

  garbage(message: unknown): void {
    this.events.message(message);
  }

  /** Writes something other than a message into the channel. */
  break(): void {
    this.events.broken('it wrote what is no message');
  }

  sign(sign: Sign): void {
    this.events.sign(sign);
  }

  /** @param words what it writes to its standard error before it ends */
  crash(words = ''): void {
    if (words !== '') this.events.output(words);
    this.events.ended('ended by SIGSEGV');
  }
}

/** Launches fake processes and remembers them. */
export class FakeLauncher {
  readonly processes: FakeProcess[] = [];

  readonly launch: Launch = (_path, events) => {
    const process = new FakeProcess(this.processes.length + 1, events);
    this.processes.push(process);
    return process;
  };

  get last(): FakeProcess {
    return this.processes.at(-1)!;
  }
}

export class FakeLog implements Log {
  readonly lines: string[] = [];
  readonly debug = (message: string): void => void this.lines.push(message);
  readonly info = this.debug;
  readonly warn = this.debug;
}

/** An outline with this many chunks of ten characters. */
export function outlineOf(chunks: number): Outline {
  return {
    format: 'markdown',
    headings: [],
    blocks: [],
    chunks: Array.from({ length: chunks }, (_, index) => ({ start: index * 10, end: index * 10 + 10, headings: [] })),
  };
}

export function scoresOf(score: number): ChunkScores {
  return { kind: 'blocks', ranges: [{ start: 0, end: 10, score }], sentences: [] };
}

/** Devices of a machine without a GPU. */
export const noDevices: Devices = {
  state: () => Promise.resolve({ device: 'cpu' }),
  measure: () => Promise.reject(new Error('not asked')),
  note: () => undefined,
};
