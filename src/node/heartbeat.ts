import type { Clock } from './clock';

/** File descriptors in the forked process: the pipe for messages, and the pipe for signs of life. */
export const MESSAGES_FD = 3;
export const LIFE_FD = 4;

/** How often a process shows that it is alive, milliseconds. */
export const BEAT_MS = 5000;
/** The bytes on the pipe; see `Sign`. */
export const SIGNS = { runs: 0, works: 1 } as const;

/**
 * A sign of life. `runs`: the process is not stopped. `works`: it also makes progress, since a message has come, or its main thread was free
 * between two computations and has used the processor. A full model computes for many seconds in one go, with only `runs` meanwhile.
 */
export type Sign = keyof typeof SIGNS;

/** After this many beats without any sign (30 seconds) the process is taken to be stopped or dead. */
export const SILENT_BEATS = 6;
/** After this many beats without `works` (ten minutes, longer than any single computation) the process is taken to hang. */
export const STUCK_BEATS = 120;

/** Waits for signs of life while an answer is expected from a process. */
export class HeartbeatWatch {
  private silent = 0;
  private stuck = 0;
  private stopTimer: (() => void) | undefined;

  /** @param over is called once, when no sign came for too long */
  constructor(
    private readonly clock: Clock,
    private readonly over: (reason: string) => void,
  ) {}

  sign(sign: Sign): void {
    this.silent = 0;
    if (sign === 'works') this.stuck = 0;
  }

  /** Starts to wait, unless it already does. */
  begin(): void {
    if (this.stopTimer) return;
    this.sign('works');
    this.wait();
  }

  end(): void {
    this.stopTimer?.();
    this.stopTimer = undefined;
  }

  /** Counts beats instead of time, because a machine that slept for an hour has missed only one. */
  private wait(): void {
    this.stopTimer = this.clock.after(BEAT_MS, () => {
      this.silent += 1;
      this.stuck += 1;
      this.wait();
      if (this.silent >= SILENT_BEATS) this.giveUp(`no sign of life for ${seconds(SILENT_BEATS)} seconds`);
      else if (this.stuck >= STUCK_BEATS) this.giveUp(`no progress for ${seconds(STUCK_BEATS)} seconds`);
    });
  }

  private giveUp(reason: string): void {
    this.end();
    this.over(reason);
  }
}

function seconds(beats: number): number {
  return (beats * BEAT_MS) / 1000;
}
