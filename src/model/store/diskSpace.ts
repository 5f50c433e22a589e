import { statfs } from 'node:fs/promises';
import { sentence, formatBytes } from '../../core/text/sentence';
import { KnownError } from '../../core/errors/knownError';

/** Returns how many bytes can be written below a folder; undefined where the system does not say. */
export type FreeBytes = (folder: string) => Promise<number | undefined>;

/** How much stays free beside a model, bytes: a full disk harms every other program. */
const RESERVE = 64_000_000;

export const freeBytes: FreeBytes = async (folder) => {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch {
    return undefined;
  }
};

/**
 * Throws unless the disk has room for this many bytes; called before anything is written.
 *
 * @throws KnownError `diskFull`
 */
export async function demandSpace(folder: string, bytes: number, free: FreeBytes): Promise<void> {
  const available = await free(folder);
  if (available === undefined || bytes === 0 || available >= bytes + RESERVE) return;
  throw new KnownError(
    'diskFull',
    sentence`The model needs ${formatBytes(bytes)} in ${folder}, but only ${formatBytes(available)} are free there: free some space, or choose another folder.`,
  );
}
