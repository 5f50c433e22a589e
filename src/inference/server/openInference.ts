import { type RetryPolicy, withRetries } from '../../node/retry';
import { sentence } from '../../core/text/sentence';
import { type AskedServer, lostConnection, serverError, serverStatusError, tooSlow, unreadable } from './serverErrors';

/** How a server is reached. */
export interface ServerOptions {
  /** For example `https://models.example.org`, without a slash at the end. */
  readonly url: string;
  /** The model's name on the server. */
  readonly model: string;
  readonly token: string | undefined;
  readonly retry: RetryPolicy;
  /** How long one request may take, milliseconds: about the server and the model, and for a batch. */
  readonly deadlines: { readonly about: number; readonly batch: number };
}

/** A whole answer. */
export interface ServerAnswer {
  readonly headers: Headers;
  readonly body: Uint8Array;
}

/** Longer descriptions are refused, bytes. */
const MOST_ABOUT = 1_000_000;
/** Bytes of a refusal that go to the log. */
const MOST_SAID = 2000;
/** Tells where in a body the JSON ends and the numbers begin. */
export const JSON_LENGTH = 'inference-header-content-length';

/**
 * Speaks the Open Inference Protocol (KServe v2) over HTTP, with its extension for binary tensors, as Triton and KServe take it. MLServer
 * 1.7 does not: its REST side has JSON only. Retries temporary failures. Errors are `KnownError`s of the code `serverFailed`, or the
 * abort's reason.
 */
export class OpenInference {
  readonly asked: AskedServer;

  constructor(private readonly options: ServerOptions) {
    const { url, model, token } = options;
    this.asked = { host: new URL(url).host, model, hasToken: token !== undefined };
  }

  /** What the server says of its model. Rejects when the server or the model is not ready. */
  async describe(signal: AbortSignal): Promise<unknown> {
    await this.about('/v2/health/ready', signal);
    await this.about(`${this.modelPath}/ready`, signal);
    const { body } = await this.about(this.modelPath, signal);
    try {
      return JSON.parse(new TextDecoder().decode(body));
    } catch (error) {
      throw unreadable(this.asked, `the description of the model: ${String(error)}`);
    }
  }

  /**
   * Has the model run.
   *
   * @param body JSON, then the numbers of the tensors
   * @param jsonLength the bytes of the JSON
   * @param most a longer answer is refused, bytes
   */
  async infer(body: Uint8Array, jsonLength: number, most: number, signal: AbortSignal): Promise<ServerAnswer> {
    const headers = { 'content-type': 'application/octet-stream', [JSON_LENGTH]: String(jsonLength) };
    const request = { method: 'POST', headers, body };
    return await this.ask(`${this.modelPath}/infer`, request, this.options.deadlines.batch, most, signal);
  }

  private get modelPath(): string {
    return `/v2/models/${encodeURIComponent(this.options.model)}`;
  }

  private async about(path: string, signal: AbortSignal): Promise<ServerAnswer> {
    return await this.ask(path, { method: 'GET', headers: {} }, this.options.deadlines.about, MOST_ABOUT, signal);
  }

  private async ask(
    path: string,
    request: {
      readonly method: string;
      readonly headers: Readonly<Record<string, string>>;
      readonly body?: Uint8Array;
    },
    deadlineMs: number,
    most: number,
    signal: AbortSignal,
  ): Promise<ServerAnswer> {
    const { url, token, retry } = this.options;
    const { host } = this.asked;
    const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
    return await withRetries(retry, signal, async () => {
      const deadline = AbortSignal.timeout(deadlineMs);
      try {
        const response = await fetch(`${url}${path}`, {
          ...request,
          headers: { ...request.headers, ...authorization },
          // A token and a paper must not follow a redirect to another server.
          redirect: 'manual',
          signal: AbortSignal.any([signal, deadline]),
        });
        if (!response.ok) throw serverStatusError(response, await beginningOf(response), this.asked);
        return { headers: response.headers, body: await this.bounded(response, most) };
      } catch (error) {
        if (signal.aborted) throw signal.reason;
        throw deadline.aborted ? tooSlow(host, deadlineMs) : lostConnection(error, host);
      }
    });
  }

  private async bounded(response: Response, most: number): Promise<Uint8Array> {
    const pieces: Uint8Array[] = [];
    let bytes = 0;
    for await (const piece of piecesOf(response)) {
      bytes += piece.length;
      if (bytes > most) {
        const message = sentence`${this.asked.host} sends more than the model can answer, so the rest was not read: check the server.`;
        throw serverError(message, `more than ${most} bytes`);
      }
      pieces.push(piece);
    }
    return Buffer.concat(pieces);
  }
}

/** The beginning of a refusal, as text. */
async function beginningOf(response: Response): Promise<string> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const piece of piecesOf(response)) {
    text += decoder.decode(piece, { stream: true });
    if (text.length >= MOST_SAID) break;
  }
  return text.slice(0, MOST_SAID);
}

/** The bytes of an answer as they come. An end before the last closes the connection. */
function piecesOf({ body }: Response): AsyncIterable<Uint8Array> | readonly Uint8Array[] {
  return (body as AsyncIterable<Uint8Array> | null) ?? [];
}
