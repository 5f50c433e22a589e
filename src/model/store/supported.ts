import { readModel, readModelConfig, readModelFolder } from '../modelFolder';
import { dataStartOf } from '../safetensors';
import { type ErrorCode, KnownError } from '../../core/errors/knownError';

const UNUSABLE: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['modelNotInstalled', 'damagedModel']);

/**
 * Throws unless a folder holds a model that can run here, by its `config.json` and the tensors that a token classifier needs.
 *
 * @throws KnownError `badModel` with what is missing
 */
export async function demandSupported(folder: string): Promise<void> {
  await asUnsupported(readModelFolder(folder));
}

/** Checks `config.json` alone, before hundreds of megabytes are downloaded. */
export async function demandConfig(folder: string): Promise<void> {
  await asUnsupported(readModelConfig(folder));
}

/**
 * Checks weights whose hash is known. The hash finds damage, so damaged weights do not throw here.
 *
 * @param size of the whole file, bytes, when only its beginning is there yet
 * @throws KnownError `badModel`
 */
export async function demandTensors(folder: string, weights: string, size?: number): Promise<void> {
  const reading = readModel(folder, weights, size).catch((error: unknown) => {
    if (!(error instanceof KnownError) || error.code !== 'damagedModel') throw error;
  });
  await asUnsupported(reading);
}

/**
 * Checks weights while they are downloaded: the names and shapes of tensors come first in the file.
 *
 * @param partial the path of the file so far
 * @param received its bytes so far
 * @param size bytes of the whole file
 * @returns false while too little has arrived to decide
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

/** Turns the error for missing or contradictory files into `badModel`: here they too mean that the model cannot run. */
async function asUnsupported(reading: Promise<unknown>): Promise<void> {
  try {
    await reading;
  } catch (error) {
    if (!(error instanceof KnownError) || !UNUSABLE.has(error.code)) throw error;
    throw new KnownError('badModel', error.told, error.detail);
  }
}
