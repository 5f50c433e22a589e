import { sentence } from '../../core/text/sentence';
import type { KnownError } from '../../core/errors/knownError';
import { TransientError } from './retry';

/** Ends a request when nothing has come for a while, or when the reader gives up. */
export class Watchdog {
  readonly signal: AbortSignal;
  private readonly own = new AbortController();
  private timer: NodeJS.Timeout | undefined;

  /**
   * @param patienceMs how long nothing may come, milliseconds
   * @param host the name of the server that is asked first, for the message
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
   * Something has come, or goes on.
   *
   * @param host the server that is waited for from now on, where it is another one
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
