import { sentence } from '../core/text/sentence';
import type { Crash } from '../node/supervisor';
import { KnownError } from '../core/errors/knownError';

/** The process ended while it worked on a request. */
export function crashError({ reason, silent }: Crash): KnownError {
  return silent
    ? new KnownError(
        'workerSilent',
        sentence`The inference process gave no sign of life while it worked on this question, and was ended. Ask again to start it anew.`,
        reason,
      )
    : new KnownError(
        'workerCrashed',
        sentence`The inference process ended unexpectedly while it worked on this question. Ask again to start it anew.`,
        reason,
      );
}

/** The process reported a request as done without sending all of its result. */
export function incompleteError(): KnownError {
  return new KnownError(
    'workerCrashed',
    sentence`The inference process did not give the whole answer to this question. Ask again.`,
    'a request ended without its whole result',
  );
}

/** The process has crashed too often. */
export function unavailableError(): KnownError {
  return new KnownError(
    'workerUnavailable',
    sentence`The inference process ended unexpectedly three times within five minutes, so it is not started again by itself.`,
  );
}
