import { readModelConfig } from '../modelFolder';
import { ModelFileError } from '../modelFileError';
import { StoreError } from './storeError';

/**
 * Demands that a folder's `config.json` is that of a model that can be run here, before hundreds of megabytes are fetched for it.
 *
 * @throws StoreError `badModel` with what is missing
 */
export async function demandSupported(folder: string): Promise<void> {
  await asStoreError(readModelConfig(folder));
}

/** What a reader of a model's files throws, as an error of the store. */
export async function asStoreError<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if (!(error instanceof ModelFileError)) throw error;
    throw new StoreError('badModel', error.told, { detail: error.detail });
  }
}
