import * as path from 'node:path';
import { InferenceClient } from '../inference/client';
import type { Log } from '../inference/supervisor';

/** A terminal's reader gets the sentence of an error, not what the process says of itself. */
const silent: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined };

/** Runs work with a client that is gone afterwards, so that the program can end. */
export async function withClient<T>(work: (client: InferenceClient) => Promise<T>): Promise<T> {
  const client = new InferenceClient({ workerPath: path.join(__dirname, 'worker.js'), log: silent });
  try {
    return await work(client);
  } finally {
    client.dispose();
  }
}
