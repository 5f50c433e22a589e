import { KnownError } from '../../core/errors/knownError';
import { sentence } from '../../core/text/sentence';
import { storageError } from '../../node/systemErrors';

/** Turns any failure to load a model into an error for the reader. */
export function loadError(error: unknown): KnownError {
  const known = storageError(error, 'the folder of prepared model files');
  if (known instanceof KnownError) return known;
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return new KnownError(
    'badModel',
    sentence`This model could not be loaded: get a new copy of it, or choose another model; the log says why.`,
    detail,
  );
}
