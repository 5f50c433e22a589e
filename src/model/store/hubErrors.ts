import { describe, StoreError } from './storeError';
import { retryAfterMs } from './retry';

/** Which request failed: what the sentences name. */
export interface Asked {
  readonly repository: string;
  readonly host: string;
  readonly hasToken: boolean;
}

/** The hub's own name of an error; the status alone does not tell a gated repository from a missing one. */
const ERROR_CODE = 'x-error-code';

/** What a status that is no success means for the reader. */
export function statusError(response: Response, { repository, host, hasToken }: Asked): StoreError {
  const { status, headers } = response;
  const code = headers.get(ERROR_CODE) ?? '';
  const detail = `${status} ${code} ${headers.get('x-error-message') ?? ''}`.trim();
  if (code === 'GatedRepo' || (status === 403 && code === '')) {
    const message = `${repository} is open to accepted readers only: ask for access on ${host}, then set a token with "Evidence: Set Hub Token" or HF_TOKEN.`;
    return new StoreError('gated', message, { detail });
  }
  if (status === 404 || /^(Repo|Revision|Entry)NotFound$/.test(code)) {
    const message = `${host} has no such model, revision or file for ${repository}: check the name, or set a token if it is private.`;
    return new StoreError('notFound', message, { detail });
  }
  if (status === 401 || status === 403) {
    const message = hasToken
      ? `${host} refuses the token: set another with "Evidence: Set Hub Token" or HF_TOKEN.`
      : `${host} wants a token: set one with "Evidence: Set Hub Token" or HF_TOKEN.`;
    return new StoreError('auth', message, { detail });
  }
  if (status === 429) {
    const wait = retryAfterMs(headers.get('retry-after'), Date.now());
    const when = wait === undefined ? 'in a while' : `in ${Math.max(1, Math.round(wait / 60_000))} minutes`;
    return new StoreError('network', `${host} has had too many requests: try again ${when}; what has come is kept.`, {
      detail,
      transient: true,
      ...(wait === undefined ? {} : { retryAfterMs: wait }),
    });
  }
  if (status >= 500 || status === 408) {
    const wait = retryAfterMs(headers.get('retry-after'), Date.now());
    return new StoreError('network', `${host} cannot answer now (${status}): try again later; what has come is kept.`, {
      detail,
      transient: true,
      ...(wait === undefined ? {} : { retryAfterMs: wait }),
    });
  }
  return new StoreError(
    'network',
    `${host} answered with status ${status}: check the hub's address in evidence.hub.endpoint or HF_ENDPOINT.`,
    {
      detail,
    },
  );
}

/** A request that got no answer, or lost it on the way. */
export function connectionError(error: unknown, host: string): StoreError {
  if (error instanceof StoreError) return error;
  return new StoreError(
    'network',
    `${host} cannot be reached: check the connection and the proxy, then try again; what has come is kept.`,
    { detail: describe(error), transient: true },
  );
}
