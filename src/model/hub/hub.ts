import { sentence } from '../../core/text/sentence';
import { beginOf, boundedText, checkAnnounced, type HubFile, type HubRevision, parseRevision } from './hubAnswer';
import { connectionError, statusError } from './hubErrors';
import { Watchdog } from './watchdog';
import { KnownError } from '../../core/errors/knownError';
import { isToken, webAddress, withoutSecrets } from '../../node/webAddress';
import { TransientError } from '../../node/retry';

/** Node's own `fetch`, or VS Code's, which knows the reader's proxy and certificates. */
export type Fetch = typeof globalThis.fetch;

/** How a hub is reached. */
export interface HubOptions {
  /** For example `https://huggingface.co`, without a slash at the end. */
  readonly endpoint: string;
  /** Sent only to the endpoint's own origin. */
  readonly token: string | undefined;
  readonly fetch: Fetch;
  /** How long a server may send nothing, milliseconds. */
  readonly patienceMs: number;
}

/** The bytes of a file as they arrive. */
export interface HubContent {
  /** The position of the first byte in the file; 0 when the server cannot resume. */
  readonly offset: number;
  readonly pieces: AsyncIterable<Uint8Array>;
}

export const DEFAULT_ENDPOINT = 'https://huggingface.co';
const MAX_REDIRECTS = 8;
const RANGE_REFUSED = 416;

/**
 * Reads the address of a hub. A path after the host is kept; slashes at the end are dropped.
 *
 * @throws KnownError `badName`; its message leaves out the parts of the address that may be secret
 */
export function parseEndpoint(text: string): string {
  const url = webAddress(text);
  if (url === undefined) {
    throw new KnownError(
      'badName',
      sentence`'${withoutSecrets(text)}' is not a hub address: give one such as ${DEFAULT_ENDPOINT}, without a user name, a password or a query.`,
    );
  }
  return url;
}

/**
 * Reads a token that a reader or an environment variable gives.
 *
 * @returns undefined when it is missing or blank
 * @throws KnownError `badToken` for characters that are not allowed in a header
 */
export function parseToken(text: string | undefined): string | undefined {
  const token = text?.trim();
  if (!token) return undefined;
  if (isToken(token)) return token;
  throw new KnownError(
    'badToken',
    sentence`The hub token contains characters that a token cannot have: copy it again, then set it with "Evidence Lens: Set Hub Token" or HF_TOKEN.`,
  );
}

/** Speaks the protocol of the Hugging Face hub. It does not retry. All errors are `KnownError`s or the abort's reason. */
export class Hub {
  private readonly origin: string;
  private readonly token: string | undefined;
  readonly host: string;

  /** @throws KnownError `badToken` */
  constructor(private readonly options: HubOptions) {
    const { origin, host } = new URL(options.endpoint);
    this.origin = origin;
    this.host = host;
    this.token = parseToken(options.token);
  }

  /** The commit of a revision, and its files with sizes and hashes. */
  async revision(repository: string, revision: string, signal: AbortSignal): Promise<HubRevision> {
    const url = `${this.options.endpoint}/api/models/${repository}/revision/${encodeURIComponent(revision)}?blobs=true`;
    const watchdog = new Watchdog(signal, this.options.patienceMs, this.host);
    try {
      const { response } = await this.get(new URL(url), {}, repository, watchdog);
      return parseRevision(await boundedText(response, watchdog), this.host);
    } catch (error) {
      throw failure(error, signal, this.host);
    } finally {
      watchdog.stop();
    }
  }

  /**
   * Opens a file of a commit.
   *
   * @param offset the first byte to get; the result's own offset may be 0, when the server cannot resume
   */
  async open(
    repository: string,
    commit: string,
    file: HubFile,
    offset: number,
    signal: AbortSignal,
  ): Promise<HubContent> {
    const url = `${this.options.endpoint}/${repository}/resolve/${commit}/${encodeURIComponent(file.name)}`;
    const watchdog = new Watchdog(signal, this.options.patienceMs, this.host);
    try {
      const headers = offset > 0 ? { range: `bytes=${offset}-` } : {};
      const { response, first, host } = await this.get(new URL(url), headers, repository, watchdog);
      checkAnnounced(first, commit, file, this.host);
      const begins = beginOf(response, offset, file);
      if (begins !== undefined) return { offset: begins, pieces: pieces(response, signal, watchdog, host) };
      await response.body?.cancel();
      if (offset === 0) throw uselessAnswer(response, host);
      watchdog.stop();
    } catch (error) {
      watchdog.stop();
      throw failure(error, signal, this.host);
    }
    // The server did not resume at this offset, so the whole file is requested.
    return await this.open(repository, commit, file, 0, signal);
  }

  /** Follows redirects itself: the token must not leave the endpoint's origin, and only the hub's own answer describes the file. */
  private async get(
    from: URL,
    headers: Readonly<Record<string, string>>,
    repository: string,
    watchdog: Watchdog,
  ): Promise<{ readonly response: Response; readonly first: Response; readonly host: string }> {
    let url = from;
    let first: Response | undefined;
    for (let hops = 0; hops <= MAX_REDIRECTS; hops++) {
      const isHub = url.origin === this.origin;
      const token = isHub ? this.token : undefined;
      const { host } = url;
      watchdog.feed(host);
      const request = this.options.fetch(url, {
        redirect: 'manual',
        signal: watchdog.signal,
        headers: {
          ...headers,
          // A compressed answer would have another length than the file.
          'accept-encoding': 'identity',
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        },
      });
      const response = await request.catch((error: unknown) => {
        throw watchdog.signal.aborted ? watchdog.signal.reason : connectionError(error, host);
      });
      watchdog.feed();
      first ??= response;
      const isRangeRefused = response.status === RANGE_REFUSED && 'range' in headers;
      if (response.ok || isRangeRefused) return { response, first, host };
      await response.body?.cancel().catch(() => undefined);
      const target = redirectTarget(response, url);
      if (!target) throw this.refusal(response, repository, url);
      url = target;
      // For a renamed repository the hub first redirects to itself; that answer does not describe the file.
      if (url.origin === this.origin) first = undefined;
    }
    throw new KnownError(
      'network',
      sentence`${this.host} redirects the download in a loop: check the hub's address or the proxy.`,
    );
  }

  private refusal(response: Response, repository: string, url: URL): KnownError {
    const isHub = url.origin === this.origin;
    const error = statusError(response, { repository, host: url.host, hasToken: this.token !== undefined });
    if (isHub || error instanceof TransientError) return error;
    // Signed addresses expire, so a refusal by the file server counts as temporary: the hub gives a new address.
    return uselessAnswer(response, url.host);
  }
}

/** The abort's reason when the reader cancelled, otherwise an error in words for the reader. */
function failure(error: unknown, signal: AbortSignal, host: string): unknown {
  return signal.aborted ? signal.reason : connectionError(error, host);
}

function uselessAnswer({ status }: Response, host: string): KnownError {
  return new TransientError(
    sentence`${host} refuses the file (${status}): try again later; the part already downloaded is kept.`,
  );
}

async function* pieces(
  response: Response,
  signal: AbortSignal,
  watchdog: Watchdog,
  host: string,
): AsyncGenerator<Uint8Array> {
  try {
    for await (const piece of response.body ?? []) {
      watchdog.feed();
      yield piece as Uint8Array;
    }
  } catch (error) {
    throw failure(error, signal, host);
  } finally {
    watchdog.stop();
  }
}

function redirectTarget(response: Response, from: URL): URL | undefined {
  const location = response.headers.get('location');
  if (response.status < 300 || response.status >= 400 || location === null || !URL.canParse(location, from.href)) {
    return undefined;
  }
  const target = new URL(location, from);
  const isSafe = target.protocol === 'https:' || (target.protocol === 'http:' && from.protocol === 'http:');
  if (!isSafe) {
    throw new KnownError(
      'network',
      sentence`${from.host} redirects to an unsafe address, so nothing was downloaded from there: check the hub's address and the proxy.`,
      `redirect to ${target.origin}`,
    );
  }
  return target;
}
