import { sentence } from '../core/text/sentence';
import { InferenceError } from './errors';
import type { Crash } from '../node/supervisor';

/** The process ended while it worked on a request. */
export function crashError({ reason, silent }: Crash): InferenceError {
  return silent
    ? new InferenceError(
        'workerSilent',
        sentence`The inference process gave no sign of life while it worked on this question, and was ended. Ask again to start it anew.`,
        reason,
      )
    : new InferenceError(
        'workerCrashed',
        sentence`The inference process ended unexpectedly while it worked on this question. Ask again to start it anew.`,
        reason,
      );
}

/** The process reported a request as done without sending all of its result. */
export function incompleteError(): InferenceError {
  return new InferenceError(
    'workerCrashed',
    sentence`The inference process did not give the whole answer to this question. Ask again.`,
    'a request ended without its whole result',
  );
}

/** The process has crashed too often. */
export function unavailableError(): InferenceError {
  return new InferenceError(
    'workerUnavailable',
    sentence`The inference process ended unexpectedly three times within five minutes, so it is not started again by itself.`,
  );
}
