/**
 * A fake hub on loopback with the protocol of huggingface.co: the API with `blobs=true`, `resolve` with its redirect and headers, and a
 * file server under another host name (`localhost` beside `127.0.0.1`), like the real one. Faults are queued, and each is used up.
 */
import { createHash, randomBytes } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { addressOf, FakeServer, listening, sendEndlessly, type StatusFault } from './fakeServer';

/** A repository of the hub. */
export interface FakeRepository {
  readonly commit: string;
  /** Large files have a sha256 and a redirect; others have git's own hash and are sent at once. */
  readonly files: readonly { readonly name: string; readonly content: Buffer; readonly large: boolean }[];
  readonly license?: string;
  /** If set, only this token gives access. */
  readonly token?: string;
  readonly gated?: boolean;
}

/** What goes wrong with one request. */
export type Fault =
  | StatusFault
  /** The connection is closed after this many bytes of the body. */
  | { readonly kind: 'cut'; readonly after: number }
  /** Nothing is sent after this many bytes of the body, until `release` is called. */
  | { readonly kind: 'stall'; readonly after: number }
  | { readonly kind: 'corrupt' }
  | { readonly kind: 'short' }
  | { readonly kind: 'long' }
  | { readonly kind: 'noRange' }
  | { readonly kind: 'wrongRange' }
  | { readonly kind: 'redirect'; readonly to: string }
  | { readonly kind: 'body'; readonly body: string }
  /** An endless answer of the API; `sent` counts its bytes. */
  | { readonly kind: 'endless'; sent: number };

/** The kind of request that a fault is for. */
export type Place = 'api' | 'resolve' | 'cdn';

export class FakeHub extends FakeServer<Place, Fault> {
  private readonly repositories = new Map<string, FakeRepository>();

  private constructor(
    private readonly hub: Server,
    private readonly cdn: Server,
  ) {
    super([hub, cdn]);
    hub.on('request', (request: IncomingMessage, response: ServerResponse) => void this.answerHub(request, response));
    cdn.on('request', (request: IncomingMessage, response: ServerResponse) => void this.answerCdn(request, response));
  }

  static async start(): Promise<FakeHub> {
    return new FakeHub(await listening('127.0.0.1'), await listening('localhost'));
  }

  get endpoint(): string {
    return addressOf(this.hub, '127.0.0.1');
  }

  get fileServer(): string {
    return addressOf(this.cdn, 'localhost');
  }

  /** Publishes a repository, or replaces its state. */
  publish(name: string, repository: FakeRepository): void {
    this.repositories.set(name, repository);
  }

  private async answerHub(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '';
    const api = /^\/api\/models\/([^/]+\/[^/]+)\/revision\/([^/?]+)\?blobs=true$/.exec(path);
    const resolve = /^\/([^/]+\/[^/]+)\/resolve\/([^/]+)\/([^?]+)$/.exec(path);
    const place = api ? 'api' : resolve ? 'resolve' : 'other';
    this.requests.push({ place, path, headers: request.headers });
    const fault = this.take(place);
    if (fault && refuse(response, fault)) return;

    const [, name = '', revision = '', file = ''] = api ?? resolve ?? [];
    const repository = this.repositories.get(name);
    const refusal = repository ? this.refusal(repository, request) : { status: 401, code: 'RepoNotFound' };
    if (!repository || refusal) {
      response.writeHead(refusal!.status, { 'x-error-code': refusal!.code }).end('Refused.');
      return;
    }
    const { commit } = repository;
    if (revision !== 'main' && revision !== commit) {
      response.writeHead(404, { 'x-error-code': 'RevisionNotFound' }).end();
      return;
    }
    if (api) {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(listing(name, repository)));
      return;
    }
    const found = repository.files.find((candidate) => candidate.name === decodeURIComponent(file));
    if (!found) {
      response.writeHead(404, { 'x-error-code': 'EntryNotFound', 'x-repo-commit': commit }).end();
      return;
    }
    if (!found.large) {
      const headers = { 'x-repo-commit': commit, etag: `"${gitHash(found.content)}"` };
      await this.sendContent(request, response, found.content, headers, fault);
      return;
    }
    const sha256 = hashOf(found.content);
    response
      .writeHead(302, {
        location: `${this.fileServer}/${name}/${sha256}?X-Amz-Signature=${randomBytes(8).toString('hex')}`,
        'x-repo-commit': commit,
        'x-linked-size': String(found.content.length),
        'x-linked-etag': `"${sha256}"`,
      })
      .end();
  }

  private async answerCdn(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '';
    this.requests.push({ place: 'cdn', path, headers: request.headers });
    const fault = this.take('cdn');
    if (fault && refuse(response, fault)) return;
    const [, name = '', sha256 = ''] = /^\/([^/]+\/[^/]+)\/([0-9a-f]{64})\?X-Amz-Signature=/.exec(path) ?? [];
    const found = this.repositories.get(name)?.files.find(({ content }) => hashOf(content) === sha256);
    if (!found) response.writeHead(403).end();
    else await this.sendContent(request, response, found.content, {}, fault);
  }

  private refusal(repository: FakeRepository, request: IncomingMessage): { status: number; code: string } | undefined {
    const isKnown = repository.token !== undefined && request.headers.authorization === `Bearer ${repository.token}`;
    if (repository.gated && !isKnown) return { status: request.headers.authorization ? 403 : 401, code: 'GatedRepo' };
    if (repository.token !== undefined && !isKnown) return { status: 401, code: 'RepoNotFound' };
    return undefined;
  }

  private async sendContent(
    request: IncomingMessage,
    response: ServerResponse,
    whole: Buffer,
    headers: Readonly<Record<string, string>>,
    fault: Fault | undefined,
  ): Promise<void> {
    const range = /^bytes=(\d+)-$/.exec(request.headers.range ?? '');
    const start = range && fault?.kind !== 'noRange' ? Number(range[1]) : 0;
    if (start > 0 && start >= whole.length) {
      response.writeHead(416, { 'content-range': `bytes */${whole.length}` }).end();
      return;
    }
    const body = bodyOf(whole.subarray(start), fault);
    const isPart = start > 0;
    const shown = fault?.kind === 'wrongRange' ? start + 1 : start;
    response.writeHead(isPart ? 206 : 200, {
      ...headers,
      'content-length': String(body.length),
      'accept-ranges': 'bytes',
      ...(isPart ? { 'content-range': `bytes ${shown}-${whole.length - 1}/${whole.length}` } : {}),
    });
    if (fault?.kind !== 'cut' && fault?.kind !== 'stall') {
      response.end(body);
      return;
    }
    response.write(body.subarray(0, fault.after));
    if (fault.kind === 'cut') {
      // The bytes written so far must be sent before the connection is closed.
      setTimeout(() => response.destroy(), 50);
      return;
    }
    await this.held();
    response.end(body.subarray(fault.after));
  }
}

/** Answers a request with a fault that needs no content; false when the fault concerns the content. */
function refuse(response: ServerResponse, fault: Fault): boolean {
  if (fault.kind === 'status') response.writeHead(fault.status, fault.headers).end('Refused.');
  else if (fault.kind === 'redirect') response.writeHead(302, { location: fault.to }).end();
  else if (fault.kind === 'body') response.writeHead(200).end(fault.body);
  else if (fault.kind === 'endless') sendEndlessly(response, (bytes) => (fault.sent += bytes));
  else return false;
  return true;
}

function bodyOf(content: Buffer, fault: Fault | undefined): Buffer {
  if (fault?.kind === 'corrupt') {
    const corrupt = Buffer.from(content);
    const middle = corrupt.length >> 1;
    corrupt[middle] = corrupt[middle]! ^ 1;
    return corrupt;
  }
  if (fault?.kind === 'short') return content.subarray(0, content.length - 1);
  if (fault?.kind === 'long') return Buffer.concat([content, Buffer.from('!')]);
  return content;
}

function listing(name: string, { commit, files, license, gated }: FakeRepository): object {
  return {
    id: name,
    sha: commit,
    gated: gated ? 'manual' : false,
    ...(license === undefined ? {} : { cardData: { license } }),
    siblings: files.map(({ name: rfilename, content, large }) => ({
      rfilename,
      size: content.length,
      blobId: gitHash(large ? Buffer.from(`pointer to ${hashOf(content)}`) : content),
      ...(large ? { lfs: { sha256: hashOf(content), size: content.length, pointerSize: 134 } } : {}),
    })),
  };
}

/** sha256, hexadecimal digits. */
export function hashOf(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

/** Git's hash of a file: sha1 over a header and the content. */
export function gitHash(content: Buffer): string {
  return createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex');
}
