import { KnownError } from '../core/errors/knownError';

/**
 * Runs work that Ctrl+C stops in good order: the processes that it has started are ended, and what has come of a download stays.
 *
 * @param said after "stopped", to the reader
 */
export async function untilInterrupted<T>(work: (signal: AbortSignal) => Promise<T>, said = ''): Promise<T> {
  const abort = new AbortController();
  const interrupt = (): void => abort.abort(new KnownError('interrupted', `stopped${said}`));
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  try {
    return await work(abort.signal);
  } catch (error) {
    // Whatever was going on failed because of it.
    throw abort.signal.aborted ? abort.signal.reason : error;
  } finally {
    process.removeListener('SIGINT', interrupt);
    process.removeListener('SIGTERM', interrupt);
  }
}
