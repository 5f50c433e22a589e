import * as path from 'node:path';
import { InferenceClient } from '../inference/client';
import type { Log } from '../node/supervisor';
import { untilInterrupted } from './signal';

/** A terminal's reader gets the sentence of an error, not what the process says of itself. */
const silent: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined };

/**
 * Runs work with a client that is gone afterwards, so that the program can end. Ctrl+C and SIGTERM end it too, and reject with
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
