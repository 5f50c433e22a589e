import * as path from 'node:path';
import { InferenceClient } from '../inference/client';
import type { Log } from '../node/supervisor';
import { KnownError } from '../core/errors/knownError';

/**
 * Runs work that Ctrl+C and SIGTERM stop cleanly: the processes that it started are ended, and the bytes of a download are kept.
 *
 * @param said what the message says after "stopped"
 */
export async function untilInterrupted<T>(work: (signal: AbortSignal) => Promise<T>, said = ''): Promise<T> {
  const abort = new AbortController();
  const interrupt = (): void => abort.abort(new KnownError('interrupted', `stopped${said}`));
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  try {
    return await work(abort.signal);
  } catch (error) {
    // After an interrupt, any error is a consequence of it.
    throw abort.signal.aborted ? abort.signal.reason : error;
  } finally {
    process.removeListener('SIGINT', interrupt);
    process.removeListener('SIGTERM', interrupt);
  }
}

/** A client needs a log. This one drops it, because a terminal shows only the error's sentence. */
const silent: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined };

/**
 * Runs work with a client that is disposed of afterwards, so that the program can end. Ctrl+C and SIGTERM end it too; then it rejects with
 * `KnownError` `interrupted`.
 */
export function withClient<T>(work: (client: InferenceClient) => Promise<T>): Promise<T> {
  return untilInterrupted(async (signal) => {
    const client = new InferenceClient({ workerPath: path.join(__dirname, 'worker.js'), log: silent });
    const interrupted = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    });
    try {
      return await Promise.race([work(client), interrupted]);
    } finally {
      client.dispose();
    }
  });
}
