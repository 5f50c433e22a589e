import * as v from 'valibot';
import { COUNT, fieldsOf, isFields } from '../../core/storage/schemas';
import { sentence } from '../../core/text/sentence';
import { parseDigest, type Digest } from './digest';
import type { Watchdog } from './watchdog';
import { KnownError } from '../../core/errors/knownError';

/** A file as the hub lists it. */
export interface HubFile {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  readonly digest: Digest;
}

/** One state of a repository. */
export interface HubRevision {
  readonly commit: string;
  readonly license: string | undefined;
  readonly files: readonly HubFile[];
}

const COMMIT = /^[0-9a-f]{40}$/;

/** A longer listing is refused, bytes: even a repository with thousands of files has a shorter one. */
const MAX_LISTING = 10_000_000;

/** The text of an answer; empty when it is longer than `MAX_LISTING`. */
export async function boundedText(response: Response, watchdog: Watchdog): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const piece of response.body ?? []) {
    watchdog.feed();
    bytes += (piece as Uint8Array).length;
    if (bytes > MAX_LISTING) return '';
    text += decoder.decode(piece as Uint8Array, { stream: true });
  }
  return text + decoder.decode();
}

/** The hub's redirect describes the file behind it: when that is not the listed file, nothing is downloaded. */
export function checkAnnounced(response: Response, commit: string, file: HubFile, host: string): void {
  const { headers } = response;
  const actual = headers.get('x-repo-commit');
  const size = headers.get('x-linked-size');
  const digest = parseDigest((headers.get('x-linked-etag') ?? '').replaceAll('"', ''));
  const isOther =
    (actual !== null && actual !== commit) ||
    (size !== null && Number(size) !== file.size) ||
    (digest?.algorithm === file.digest.algorithm && digest.hex !== file.digest.hex);
  if (!isOther) return;
  throw new KnownError(
    'checksum',
    sentence`${host} offers a ${file.name} that differs from the expected one, so nothing was downloaded: check the hub's address and the proxy.`,
    `commit ${actual ?? '?'}, size ${size ?? '?'}, etag ${headers.get('x-linked-etag') ?? '?'}`,
  );
}

/**
 * The offset of an answer's first byte in the file. A range is accepted only if it is exactly the requested one.
 *
 * @returns undefined for an answer that cannot be used
 */
export function beginOf(response: Response, offset: number, file: HubFile): number | undefined {
  if (response.status === 200) return 0;
  const range = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(response.headers.get('content-range') ?? '');
  const fits =
    response.status === 206 &&
    range !== null &&
    Number(range[1]) === offset &&
    Number(range[2]) === file.size - 1 &&
    (range[3] === '*' || Number(range[3]) === file.size);
  return fits ? offset : undefined;
}

export function parseRevision(text: string, host: string): HubRevision {
  const value = parsed(text);
  const unreadable = (detail: string): KnownError =>
    new KnownError(
      'network',
      sentence`The answer from ${host} cannot be read: check the hub's address and the proxy.`,
      detail,
    );
  const { sha, siblings, cardData } = fieldsOf(value);
  if (typeof sha !== 'string' || !COMMIT.test(sha)) throw unreadable('no commit');
  if (!Array.isArray(siblings)) throw unreadable('no files');
  const files = siblings.map((sibling: unknown) => {
    const file = parseFile(sibling);
    if (!file) throw unreadable(`a file without name, size or hash: ${JSON.stringify(sibling).slice(0, 200)}`);
    return file;
  });
  const { license } = fieldsOf(cardData);
  return { commit: sha, license: typeof license === 'string' ? license : undefined, files };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A login page in between, for example: the caller says what is missing.
    return undefined;
  }
}

function parseFile(value: unknown): HubFile | undefined {
  const { rfilename: name, size, blobId, lfs } = fieldsOf(value);
  const hex = isFields(lfs) ? lfs['sha256'] : blobId;
  const digest = typeof hex === 'string' ? parseDigest(hex) : undefined;
  return typeof name === 'string' && v.is(COUNT, size) && digest ? { name, size, digest } : undefined;
}
