/** Why a model could not be had, kept or used. */
export type StoreErrorCode =
  | 'auth'
  | 'gated'
  | 'notFound'
  | 'checksum'
  | 'diskFull'
  | 'network'
  | 'busy'
  | 'storage'
  | 'badName'
  | 'badModel'
  | 'damaged'
  | 'notInstalled';

/** What an error carries beside its sentence. */
export interface StoreErrorDetails {
  /** For the log only. */
  readonly detail?: string;
  /** Whether the same request may work a moment later. */
  readonly transient?: boolean;
  /** How long the server asked to wait, milliseconds. */
  readonly retryAfterMs?: number;
}

/** An error whose message is one sentence for the reader: what happened, why, and what to do next. */
export class StoreError extends Error {
  readonly detail: string | undefined;
  readonly transient: boolean;
  readonly retryAfterMs: number | undefined;

  constructor(
    readonly code: StoreErrorCode,
    message: string,
    { detail, transient = false, retryAfterMs }: StoreErrorDetails = {},
  ) {
    super(message);
    this.name = 'StoreError';
    this.detail = detail;
    this.transient = transient;
    this.retryAfterMs = retryAfterMs;
  }
}

/** The words of anything that was thrown, with its causes: `fetch` hides the reason in `cause`. */
export function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : ` (${describe(error.cause)})`;
  return `${error.message}${cause}`;
}

/** The code of a system error, such as `ENOSPC`; empty for any other. */
export function systemCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** A failure of the disk in the reader's words; every other error comes back as it is. */
export function storageError(error: unknown, place: string): unknown {
  const code = systemCode(error);
  const detail = describe(error);
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new StoreError('diskFull', `The disk of ${place} is full: free some space, then try again.`, { detail });
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
    return new StoreError('storage', `${place} cannot be written: check its permissions or choose another folder.`, {
      detail,
    });
  }
  if (code === 'EBUSY' || code === 'ETXTBSY') {
    return new StoreError('busy', `A file of ${place} is in use: close what uses it, then try again.`, { detail });
  }
  return error;
}
