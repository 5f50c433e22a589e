import { sentence } from '../../core/text/sentence';
import { ModelFileError } from '../../model/modelFileError';
import { StoreError, storageError } from '../../model/store/storeError';
import { InferenceError } from '../errors';

/** Turns any failure to load a model into an error for the reader. */
export function loadError(error: unknown): InferenceError {
  if (error instanceof InferenceError) return error;
  const ofDisk = storageError(error, 'the folder for what is made from a model');
  if (ofDisk instanceof StoreError) return new InferenceError('badModel', ofDisk.told, ofDisk.detail);
  if (!(error instanceof ModelFileError)) {
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return new InferenceError('badModel', sentence`This model could not be loaded; the log says why.`, detail);
  }
  const code = { missing: 'modelNotInstalled', damaged: 'damagedModel', unsupported: 'badModel' } as const;
  return new InferenceError(code[error.fault], error.told, error.detail);
}
