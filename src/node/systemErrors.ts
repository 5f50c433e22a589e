import { sentence } from '../core/text/sentence';
import { KnownError } from '../core/errors/knownError';

/** The words of anything that was thrown, with its causes: `fetch` hides the reason in `cause`. */
export function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : ` (${describe(error.cause)})`;
  return `${error.message}${cause}`;
}

/** The code of a system error, such as `ENOSPC`; empty for any other. */
export function systemCode(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return /^E[A-Z0-9]+$/.test(code) ? code : '';
}

/** Something that the store did not write stands where it has to write: it is never touched. */
export function inTheWay(place: string): KnownError {
  return new KnownError(
    'inTheWay',
    sentence`${place} already exists, and Evidence Lens does not touch what it did not write: move it, or choose another folder.`,
  );
}

/** A failure of the disk in the reader's words; every error that is none comes back as it is. */
export function storageError(error: unknown, fallback: string): unknown {
  const code = systemCode(error);
  if (!(error instanceof Error) || code === '') return error;
  const place = 'path' in error && typeof error.path === 'string' ? error.path : fallback;
  const detail = describe(error);
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new KnownError(
        'diskFull',
        sentence`The disk of ${place} is full: free some space, then try again.`,
        detail,
      );
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new KnownError(
        'storage',
        sentence`Evidence Lens has no permission to read or write ${place}: change its permissions, or choose another folder.`,
        detail,
      );
    case 'EBUSY':
    case 'ETXTBSY':
      return new KnownError('busy', sentence`${place} is in use: close what uses it, then try again.`, detail);
    case 'ENOTDIR':
    case 'EEXIST':
    case 'EISDIR':
    case 'ELOOP':
      return new KnownError(
        'storage',
        sentence`${place} is a file where a folder is needed, or a folder where a file is needed: choose another folder for models.`,
        detail,
      );
    case 'ENAMETOOLONG':
      return new KnownError(
        'storage',
        sentence`The name of ${shortened(place)} is too long for this disk: choose a shorter one.`,
        detail,
      );
    default:
      return new KnownError(
        'storage',
        sentence`${place} cannot be used (${code}): choose another folder for models.`,
        detail,
      );
  }
}

const SHOWN_NAME = 60;

/** A name that is too long for the disk is too long for a message. */
function shortened(place: string): string {
  return place.length > SHOWN_NAME ? `${place.slice(0, SHOWN_NAME)}…` : place;
}
