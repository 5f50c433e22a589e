import type { Clock } from './clock';

/** Of a forked process, the end of the pipe over which messages go, and of the one that tells that each side is alive. */
export const MESSAGES_FD = 3;
export const LIFE_FD = 4;

/** How often a process shows that it is alive, milliseconds. */
export const BEAT_MS = 5000;
/** The bytes of the pipe; see `Sign`. */
export const SIGNS = { runs: 0, works: 1 } as const;

/**
 * A sign of life. `runs`: the process is not stopped. `works`: it also gets on, since its main thread has come out of one computation and used the
 * processor, or a message has come. A full model computes for many seconds in one go, and only `runs` is heard meanwhile.
 */
export type Sign = keyof typeof SIGNS;

/** A process that shows nothing for so many beats is stopped, or its machine part is gone: half a minute. */
export const SILENT_BEATS = 6;
/** A process that runs and does not get on for so many beats hangs: ten minutes, longer than any one computation. */
export const STUCK_BEATS = 120;

/** Waits for signs of life while something is expected of a process. */
export class HeartbeatWatch {
  private silent = 0;
  private stuck = 0;
  private stopTimer: (() => void) | undefined;

  /** @param over is told once, when no sign came for too long */
  constructor(
    private readonly clock: Clock,
    private readonly over: (reason: string) => void,
  ) {}

  sign(sign: Sign): void {
    this.silent = 0;
    if (sign === 'works') this.stuck = 0;
  }

  /** Begins to wait, unless it waits already. */
  begin(): void {
    if (this.stopTimer) return;
    this.sign('works');
    this.wait();
  }

  end(): void {
    this.stopTimer?.();
    this.stopTimer = undefined;
  }

  /** Beats are counted, not time: a machine that slept for an hour has missed one. */
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
