import { sentence } from '../core/text/sentence';
import type { Crash } from '../node/supervisor';
import { KnownError } from '../core/errors/knownError';

/** The process ended while it worked on a request. */
export function crashError({ reason, silent }: Crash): KnownError {
  return silent
    ? new KnownError(
        'workerSilent',
        sentence`The inference process stopped responding while it worked on this question and was ended: ask again to restart it.`,
        reason,
      )
    : new KnownError(
        'workerCrashed',
        sentence`The inference process ended unexpectedly while it worked on this question: ask again to restart it.`,
        reason,
      );
}

/** The process reported a request as done without sending all of its result. */
export function incompleteError(): KnownError {
  return new KnownError(
    'workerCrashed',
    sentence`The inference process did not return the whole answer to this question: ask again.`,
    'a request ended without its whole result',
  );
}

/** The process has crashed too often. */
export function unavailableError(): KnownError {
  return new KnownError(
    'workerUnavailable',
    sentence`The inference process ended unexpectedly three times within five minutes, so it is not restarted automatically: try again, or choose another model.`,
  );
}
