import type { Clock } from './clock';
import type { ForkedProcess, Launch } from './fork';
import { HeartbeatWatch } from './heartbeat';

/** The log for details that a reader need not see; VS Code's log channel is one. */
export interface Log {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
}

/** What the supervisor tells the client. */
export interface SupervisorEvents {
  /** A process has started and takes messages. */
  started(): void;
  /** Something arrived from the process; it need not be a message of the protocol. */
  message(message: unknown): void;
  /** The process ended by itself, or was killed because it no longer worked. */
  crashed(crash: Crash): void;
}

/** How the process before the current one ended. */
export interface Predecessor {
  readonly pid: number;
  /** False when it was stopped on purpose. */
  readonly crashed: boolean;
}

/** How a process was lost. */
export interface Crash {
  /** For the log. */
  readonly reason: string;
  /** Whether it showed no sign of life or no progress. */
  readonly silent: boolean;
}

/** After this many crashes within `CRASH_WINDOW_MS` the reader is asked (VS Code's own rule for extension hosts). */
export const CRASH_LIMIT = 3;
const CRASH_WINDOW_MS = 5 * 60_000;
/** The pause before the start after a first crash, milliseconds; each further crash in the window makes it four times as long. */
const FIRST_PAUSE_MS = 250;

/** The log gets at most this much of the process's output: the end, where the reason of a crash stands. */
const LOGGED_OUTPUT_CHARS = 4000;
/** This much of the last output is part of the reason of a crash. */
const LAST_OUTPUT_CHARS = 1000;

/**
 * Keeps at most one forked process: starts it on request, with pauses after crashes, and gives up after too many crashes until
 * `retry` is called.
 */
export class Supervisor {
  private process: ForkedProcess | undefined;
  private cancelStart: (() => void) | undefined;
  /** When the process crashed, within the window; milliseconds of the clock. */
  private crashes: number[] = [];
  private gaveUp = false;
  private before: Predecessor | undefined;
  private disposed = false;
  private readonly life: HeartbeatWatch;
  /** Whether an answer is expected from the process. */
  private isAwaited = false;
  /** The end of what the process wrote. */
  private lastOutput = '';

  constructor(
    private readonly workerPath: string,
    private readonly launch: Launch,
    private readonly clock: Clock,
    private readonly log: Log,
    private readonly events: SupervisorEvents,
    /** The name of the process in the log. */
    private readonly name = 'inference process',
  ) {
    this.life = new HeartbeatWatch(clock, (reason) => this.giveUp({ reason, silent: true }));
  }

  /** Whether a process is there to take messages. */
  get running(): boolean {
    return this.process !== undefined;
  }

  /** The operating system's id of the process. */
  get processId(): number | undefined {
    return this.process?.pid;
  }

  /** How the process before the current one ended; undefined when there was none. */
  get predecessor(): Predecessor | undefined {
    return this.before;
  }

  /** Whether the process crashed too often to be started again without `retry`. */
  get unavailable(): boolean {
    return this.gaveUp;
  }

  /** Starts the process unless it runs or is about to; `started` follows, perhaps after a pause. */
  ensureStarted(): void {
    if (this.process || this.cancelStart || this.gaveUp || this.disposed) return;
    const pause = this.pause();
    if (pause <= 0) {
      this.start();
      return;
    }
    this.cancelStart = this.clock.after(pause, () => {
      this.cancelStart = undefined;
      this.start();
    });
  }

  send(message: object): void {
    this.process?.send(message);
  }

  /** While an answer is expected, the process must show signs of life; if it does not, it is killed and that counts as a crash. */
  await(isAwaited: boolean): void {
    this.isAwaited = isAwaited;
    if (isAwaited && this.process) this.life.begin();
    else this.life.end();
  }

  /** Kills the process because of a fault; this counts as a crash. */
  fail(reason: string): void {
    this.giveUp({ reason, silent: false });
  }

  /** Ends the process on purpose; this is no crash. */
  stop(why: string): void {
    this.cancelStart?.();
    this.cancelStart = undefined;
    this.life.end();
    if (!this.process) return;
    this.log.info(`${this.name} ${this.process.pid ?? '?'} stopped: ${why}`);
    const process = this.process;
    this.forgetProcess(false);
    process.kill();
  }

  /** Forgets the crashes, so that the next request starts the process again. */
  retry(): void {
    this.crashes = [];
    this.gaveUp = false;
  }

  dispose(): void {
    this.disposed = true;
    this.stop('no longer needed');
  }

  private start(): void {
    let mine: ForkedProcess | undefined;
    this.lastOutput = '';
    // A process that was stopped may still send something: only the current one is listened to.
    const heard = (): boolean => mine !== undefined && this.process === mine;
    try {
      mine = this.launch(this.workerPath, {
        message: (message) => {
          if (!heard()) return;
          this.life.sign('works');
          this.events.message(message);
        },
        broken: (reason) => {
          if (heard()) this.fail(reason);
        },
        sign: (sign) => {
          if (heard()) this.life.sign(sign);
        },
        output: (text) => {
          this.log.warn(`${this.name}: ${text.slice(-LOGGED_OUTPUT_CHARS).trimEnd()}`);
          if (heard()) this.lastOutput = (this.lastOutput + text).slice(-LAST_OUTPUT_CHARS);
        },
        ended: (reason) => {
          if (heard()) this.crashed({ reason, silent: false });
        },
      });
    } catch (error) {
      this.crashed({ reason: `could not be started: ${String(error)}`, silent: false });
      return;
    }
    this.process = mine;
    if (this.isAwaited) this.life.begin();
    this.log.info(`${this.name} ${mine.pid ?? '?'} started`);
    this.events.started();
  }

  private giveUp(crash: Crash): void {
    const process = this.process;
    this.crashed(crash);
    process?.kill();
  }

  private forgetProcess(crashed: boolean): void {
    const pid = this.process?.pid;
    if (pid !== undefined) this.before = { pid, crashed };
    this.process = undefined;
  }

  private crashed({ reason: how, silent }: Crash): void {
    const words = this.lastOutput.trim();
    const crash = { reason: words === '' ? how : `${how}; it wrote last: ${words}`, silent };
    this.forgetProcess(true);
    this.life.end();
    const now = this.clock.now();
    this.crashes = [...this.crashes.filter((at) => now - at < CRASH_WINDOW_MS), now];
    this.gaveUp = this.crashes.length >= CRASH_LIMIT;
    this.log.warn(`${this.name} crashed (${this.crashes.length} of ${CRASH_LIMIT}): ${crash.reason}`);
    this.events.crashed(crash);
  }

  /** How long the next start must wait, milliseconds. */
  private pause(): number {
    const last = this.crashes.at(-1);
    if (last === undefined) return 0;
    return last + FIRST_PAUSE_MS * 4 ** (this.crashes.length - 1) - this.clock.now();
  }
}
