import { sentence } from '../core/text/sentence';
import { KnownError } from '../core/errors/knownError';

/** The text of anything that was thrown, with its causes: `fetch` puts the reason into `cause`. */
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

/** The error for a path that the store must write but where something stands that it did not write, and so never touches. */
export function inTheWay(place: string): KnownError {
  return new KnownError(
    'inTheWay',
    sentence`${place} already exists, and Evidence Lens does not touch what it did not write: move it, or choose another folder.`,
  );
}

/** The error for a failure of the disk, in words for the reader; any other error is returned unchanged. */
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

/** Shortens a path for a message. */
function shortened(place: string): string {
  return place.length > SHOWN_NAME ? `${place.slice(0, SHOWN_NAME)}…` : place;
}
