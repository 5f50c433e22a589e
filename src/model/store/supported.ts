import { readFile } from 'node:fs/promises';
import * as path from 'node:path';
import { readClassifierConfig } from '../architecture';
import { ModelFileError } from '../modelFileError';
import { describe, StoreError } from './storeError';

/**
 * Demands that a folder's `config.json` is that of a model that can be run here, before hundreds of megabytes are fetched for it.
 *
 * @throws StoreError `badModel` with what is missing
 */
export async function demandSupported(folder: string): Promise<void> {
  const text = await readFile(path.join(folder, 'config.json'), 'utf8');
  try {
    readClassifierConfig(JSON.parse(text));
  } catch (error) {
    if (error instanceof ModelFileError) throw new StoreError('badModel', error.message, detailOf(error.detail));
    throw new StoreError('badModel', 'The config.json of this model is not JSON: choose another model.', {
      detail: describe(error),
    });
  }
}

function detailOf(detail: string | undefined): { readonly detail?: string } {
  return detail === undefined ? {} : { detail };
}
