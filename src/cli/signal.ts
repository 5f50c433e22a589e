/** Runs work that Ctrl+C stops in good order: what has come of a download stays for the next time. */
export async function untilInterrupted<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const abort = new AbortController();
  const interrupt = (): void => abort.abort(new Interrupted());
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  try {
    return await work(abort.signal);
  } finally {
    process.removeListener('SIGINT', interrupt);
    process.removeListener('SIGTERM', interrupt);
  }
}

/** The reader stopped the program. */
export class Interrupted extends Error {
  constructor() {
    super('stopped; what has come of a download is kept and goes on next time');
    this.name = 'Interrupted';
  }
}
