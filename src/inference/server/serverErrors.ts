import { type Sentence, sentence, told } from '../../core/text/sentence';
import { KnownError } from '../../core/errors/knownError';
import { retryAfterMs, TransientError } from '../../node/retry';
import { describe } from '../../node/systemErrors';

/** The server that was asked, as messages name it. */
export interface AskedServer {
  readonly host: string;
  /** The model's name on the server. */
  readonly model: string;
  readonly hasToken: boolean;
}

/** The error of a server that will not answer this question, whatever is tried again. */
export function serverError(message: Sentence, detail?: string): KnownError {
  return new KnownError('serverFailed', message, detail);
}

/** Statuses after which the same request may soon be answered. */
const TRANSIENT: ReadonlySet<number> = new Set([408, 429, 502, 503, 504]);

/**
 * The error for a status that is not a success.
 *
 * @param said the beginning of the answer, for the log
 */
export function serverStatusError(
  response: Response,
  said: string,
  { host, model, hasToken }: AskedServer,
): KnownError {
  const { status, headers } = response;
  const detail = `${status} ${said}`.trim();
  if (TRANSIENT.has(status)) {
    const wait = retryAfterMs(headers.get('retry-after'), Date.now());
    const message =
      wait === undefined
        ? sentence`${host} cannot answer now (${status}): try again later, or answer on this machine.`
        : sentence`${host} cannot answer now (${status}): try again in ${told(wait)}, or answer on this machine.`;
    return new TransientError(message, detail, wait, 'serverFailed');
  }
  if (status === 401 || status === 403) {
    const message = hasToken
      ? sentence`${host} refuses the token: set another with "Evidence Lens: Set Server Token" or EVIDENCE_LENS_SERVER_TOKEN.`
      : sentence`${host} requires a token: set one with "Evidence Lens: Set Server Token" or EVIDENCE_LENS_SERVER_TOKEN.`;
    return serverError(message, detail);
  }
  if (status === 404) {
    return serverError(
      sentence`${host} has no model '${model}': name the right one with evidence.server.model or --server-model.`,
      detail,
    );
  }
  if (status === 413) {
    return serverError(
      sentence`${host} takes no request of this size: lower evidence.server.batch or --server-batch.`,
      detail,
    );
  }
  if (status >= 300 && status < 400) {
    return serverError(
      sentence`${host} redirects to another address, where nothing was sent: set the final address of the server.`,
      `${status} to ${headers.get('location') ?? '?'}`,
    );
  }
  return serverError(
    sentence`${host} refuses to run the model '${model}' (status ${status}): check the server, or answer on this machine; the log says why.`,
    detail,
  );
}

/** The error for a request that got no answer or lost its connection. */
export function lostConnection(error: unknown, host: string): KnownError {
  if (error instanceof KnownError) return error;
  return new TransientError(
    sentence`${host} cannot be reached: check the address, the connection and whether the server runs, or answer on this machine.`,
    describe(error),
    undefined,
    'serverFailed',
  );
}

export function tooSlow(host: string, ms: number): KnownError {
  return serverError(
    sentence`${host} did not answer within ${told(ms)}: try again, lower evidence.server.batch or --server-batch, or answer on this machine.`,
  );
}

/** The server runs another model than the one whose tokenizer is here. */
export function otherModel({ host, model }: AskedServer, why: Sentence): KnownError {
  return serverError(
    sentence`The model '${model}' of ${host} is not the one that evidence.model names (${why}): choose the same model on both sides.`,
  );
}

/** The server answered with something that is not what the protocol says. */
export function unreadable({ host }: AskedServer, detail: string): KnownError {
  return serverError(
    sentence`The answer of ${host} cannot be read: check that it is an inference server and that no proxy changes its answers.`,
    detail,
  );
}
