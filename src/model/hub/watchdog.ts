import { sentence } from '../../core/text/sentence';
import type { KnownError } from '../../core/errors/knownError';
import { TransientError } from '../../node/retry';

/** How long a server may send nothing, milliseconds. */
export const DEFAULT_PATIENCE_MS = 30_000;

/** Aborts a request when no data has arrived for a while or the reader cancels. */
export class Watchdog {
  readonly signal: AbortSignal;
  private readonly own = new AbortController();
  private timer: NodeJS.Timeout | undefined;

  /**
   * @param patienceMs how long nothing may arrive, milliseconds
   * @param host the server that is asked first, for the message
   */
  constructor(
    reader: AbortSignal,
    private readonly patienceMs: number,
    private host: string,
  ) {
    this.signal = AbortSignal.any([reader, this.own.signal]);
    this.feed();
  }

  /**
   * Starts the waiting time anew: data has arrived, or another request begins.
   *
   * @param host the server to wait for from now on, if it is another one
   */
  feed(host = this.host): void {
    this.host = host;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.own.abort(this.stalled()), this.patienceMs);
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  private stalled(): KnownError {
    const seconds = Math.round(this.patienceMs / 1000);
    return new TransientError(
      sentence`${this.host} sent nothing for ${seconds} seconds: check the connection, then try again; the part already downloaded is kept.`,
    );
  }
}
