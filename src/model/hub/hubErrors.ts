import { type Sentence, sentence, told } from '../../core/text/sentence';
import { retryAfterMs, TransientError } from '../../node/retry';
import { KnownError } from '../../core/errors/knownError';
import { describe } from '../../node/systemErrors';

/** The request that failed, as messages name it. */
export interface Asked {
  readonly repository: string;
  readonly host: string;
  readonly hasToken: boolean;
}

/** The header with the hub's own error code: the status alone does not tell a gated repository from a missing one. */
const ERROR_CODE = 'x-error-code';

/** The error for a status that is not a success. */
export function statusError(response: Response, { repository, host, hasToken }: Asked): KnownError {
  const { status, headers } = response;
  const code = headers.get(ERROR_CODE) ?? '';
  const detail = `${status} ${code} ${headers.get('x-error-message') ?? ''}`.trim();
  if (code === 'GatedRepo' || (status === 403 && code === '')) {
    const message = sentence`${repository} is open only to users with access: request it on ${host}, then set a token with "Evidence Lens: Set Hub Token" or HF_TOKEN.`;
    return new KnownError('gated', message, detail);
  }
  if (status === 404 || /^(Repo|Revision|Entry)NotFound$/.test(code)) {
    const message = sentence`${host} has no such model, revision or file for ${repository}: check the name, or set a token if it is private.`;
    return new KnownError('notFound', message, detail);
  }
  if (status === 401 || status === 403) {
    const message = hasToken
      ? sentence`${host} refuses the token: set another with "Evidence Lens: Set Hub Token" or HF_TOKEN.`
      : sentence`${host} requires a token: set one with "Evidence Lens: Set Hub Token" or HF_TOKEN.`;
    return new KnownError('auth', message, detail);
  }
  if (status === 429 || status >= 500 || status === 408) {
    const wait = retryAfterMs(headers.get('retry-after'), Date.now());
    return new TransientError(busyHub(status, host, wait), detail, wait);
  }
  return new KnownError(
    'network',
    sentence`${host} answered with status ${status}: check the hub's address in evidence.hub.endpoint or HF_ENDPOINT.`,
    detail,
  );
}

function busyHub(status: number, host: string, waitMs: number | undefined): Sentence {
  if (status === 429) {
    return waitMs === undefined
      ? sentence`${host} has received too many requests: try again later; the part already downloaded is kept.`
      : sentence`${host} has received too many requests: try again in ${told(waitMs)}; the part already downloaded is kept.`;
  }
  return waitMs === undefined
    ? sentence`${host} cannot answer now (${status}): try again later; the part already downloaded is kept.`
    : sentence`${host} cannot answer now (${status}): try again in ${told(waitMs)}; the part already downloaded is kept.`;
}

/** The error for a request that got no answer or lost its connection. */
export function connectionError(error: unknown, host: string): KnownError {
  if (error instanceof KnownError) return error;
  return new TransientError(
    sentence`${host} cannot be reached: check the connection and the proxy, then try again; the part already downloaded is kept.`,
    withoutQueries(describe(error)),
  );
}

/** Cuts the query of every address: the text goes to the log, and a signed address is a secret until it expires. */
function withoutQueries(text: string): string {
  return text.replace(/\?[^\s)]*/g, '?…');
}
