import { readModel, readModelConfig, readModelFolder } from '../modelFolder';
import { dataStartOf } from '../safetensors';
import { type ErrorCode, KnownError } from '../../core/errors/knownError';

const UNUSABLE: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['modelNotInstalled', 'damagedModel']);

/**
 * Demands that a folder holds a model that can be run here: what its `config.json` says, and the tensors that a token classifier has.
 *
 * @throws KnownError `badModel` with what is missing
 */
export async function demandSupported(folder: string): Promise<void> {
  await asUnsupported(readModelFolder(folder));
}

/** The same of `config.json` alone, before hundreds of megabytes are fetched for it. */
export async function demandConfig(folder: string): Promise<void> {
  await asUnsupported(readModelConfig(folder));
}

/**
 * The same of weights whose hash is known: that tells whether they are damaged, so that here they may be.
 *
 * @param size of the whole file, bytes, where only its beginning is there yet
 * @throws KnownError `badModel`
 */
export async function demandTensors(folder: string, weights: string, size?: number): Promise<void> {
  const reading = readModel(folder, weights, size).catch((error: unknown) => {
    if (!(error instanceof KnownError) || error.code !== 'damagedModel') throw error;
  });
  await asUnsupported(reading);
}

/**
 * The same of weights that are still coming: the names and shapes of tensors come first.
 *
 * @param partial the file so far
 * @param received bytes of it
 * @param size bytes of the whole
 * @returns false while too little has come to tell
 * @throws KnownError `badModel`
 */
export async function inspectWeights(
  folder: string,
  partial: string,
  received: number,
  size: number,
): Promise<boolean> {
  const dataStart = await dataStartOf(partial);
  if (dataStart !== undefined && received < Math.min(dataStart, size)) return false;
  await demandTensors(folder, partial, size);
  return true;
}

/** A model whose files are missing or contradict themselves cannot be run any more than one of an unknown kind. */
async function asUnsupported(reading: Promise<unknown>): Promise<void> {
  try {
    await reading;
  } catch (error) {
    if (!(error instanceof KnownError) || !UNUSABLE.has(error.code)) throw error;
    throw new KnownError('badModel', error.told, error.detail);
  }
}
