import type { Clock } from './clock';
import type { InferenceProcess, Launch } from './launch';

/** Where the client writes what a reader need not see; VS Code's log channel is one. */
export interface Log {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
}

/** What the supervisor tells the client. */
export interface SupervisorEvents {
  /** A process has been started and takes messages. */
  started(): void;
  /** Something came from the process; it need not be a message of the protocol. */
  message(message: unknown): void;
  /** The process ended by itself. */
  crashed(reason: string): void;
}

/** After this many crashes within `CRASH_WINDOW_MS` the reader is asked (VS Code's own rule for extension hosts). */
export const CRASH_LIMIT = 3;
export const CRASH_WINDOW_MS = 5 * 60_000;
/** The pause before the start after a first crash; each further crash in the window makes it four times as long. */
export const FIRST_PAUSE_MS = 250;

/** Longer output of the process is cut in the log. */
const LOGGED_OUTPUT_CHARS = 4000;

/**
 * Keeps at most one inference process: starts it when asked to, with pauses after crashes, and gives up after too many of
 * them until `retry`.
 */
export class Supervisor {
  private process: InferenceProcess | undefined;
  private cancelStart: (() => void) | undefined;
  /** When the process crashed, within the window; milliseconds of the clock. */
  private crashes: number[] = [];
  private gaveUp = false;
  private disposed = false;

  constructor(
    private readonly workerPath: string,
    private readonly launch: Launch,
    private readonly clock: Clock,
    private readonly log: Log,
    private readonly events: SupervisorEvents,
    /** What the log calls the process. */
    private readonly name = 'inference process',
  ) {}

  /** Whether a process is there to take messages. */
  get running(): boolean {
    return this.process !== undefined;
  }

  /** The operating system's id of the process. */
  get processId(): number | undefined {
    return this.process?.pid;
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

  /** Ends the process on purpose: this is no crash. */
  stop(why: string): void {
    this.cancelStart?.();
    this.cancelStart = undefined;
    if (!this.process) return;
    this.log.info(`${this.name} ${this.process.pid ?? '?'} stopped: ${why}`);
    const process = this.process;
    this.process = undefined;
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
    let mine: InferenceProcess | undefined;
    // A process that was stopped may still say something: only the present one is heard.
    const heard = (): boolean => mine !== undefined && this.process === mine;
    try {
      mine = this.launch(this.workerPath, {
        message: (message) => {
          if (heard()) this.events.message(message);
        },
        output: (text) => this.log.warn(`${this.name}: ${text.slice(0, LOGGED_OUTPUT_CHARS).trimEnd()}`),
        ended: (reason) => {
          if (heard()) this.crashed(reason);
        },
      });
    } catch (error) {
      this.crashed(`could not be started: ${String(error)}`);
      return;
    }
    this.process = mine;
    this.log.info(`${this.name} ${mine.pid ?? '?'} started`);
    this.events.started();
  }

  private crashed(reason: string): void {
    this.process = undefined;
    const now = this.clock.now();
    this.crashes = [...this.crashes.filter((at) => now - at < CRASH_WINDOW_MS), now];
    this.gaveUp = this.crashes.length >= CRASH_LIMIT;
    this.log.warn(`${this.name} crashed (${this.crashes.length} of ${CRASH_LIMIT}): ${reason}`);
    this.events.crashed(reason);
  }

  /** How long the next start has to wait, milliseconds. */
  private pause(): number {
    const last = this.crashes.at(-1);
    if (last === undefined) return 0;
    return last + FIRST_PAUSE_MS * 4 ** (this.crashes.length - 1) - this.clock.now();
  }
}
