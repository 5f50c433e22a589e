import { lstat, open, rm, type FileHandle } from 'node:fs/promises';
import { sentence } from '../../core/text/sentence';
import { ContentHash, HASHED_AT_ONCE, hashInto, matches, type Hashes } from './digest';
import { demandPlaceForFile, moveInto } from '../../node/files';
import type { HubContent } from './hub';
import type { HubFile } from './hubAnswer';
import { PARTIAL } from '../store/ownership';
import { type RetryPolicy, TransientError, withRetries } from '../../node/retry';
import { KnownError } from '../../core/errors/knownError';
import { storageError } from '../../node/systemErrors';

/** What a download of one file needs. */
export interface FileDownload {
  readonly file: HubFile;
  /** The path of the verified file. Until then, the bytes are in a file beside it with the ending `PARTIAL`. */
  readonly target: string;
  /** Opens the file from an offset. */
  readonly source: (offset: number, signal: AbortSignal) => Promise<HubContent>;
  /**
   * Checks the bytes so far, so that a file that cannot be used is not downloaded to its end. Resolves to false to be called again when
   * more has arrived; rejects to give up the file.
   */
  readonly inspect?: ((partial: string, received: number) => Promise<boolean>) | undefined;
  readonly retry: RetryPolicy;
  readonly signal: AbortSignal;
  /** Called with the bytes of the file that are on disk now; the number falls when a download starts over. */
  readonly onReceived: (bytes: number) => void;
}

/**
 * Downloads a file: resumes an earlier attempt, verifies the content, and only then gives the file its name. After a failure or an
 * abort the bytes so far are kept for the next time, unless they are wrong.
 *
 * @throws KnownError, or the signal's reason
 */
export async function downloadFile(download: FileDownload): Promise<Hashes> {
  const { target } = download;
  const partial = `${target}${PARTIAL}`;
  try {
    const receiver = await Receiver.open(partial, download);
    let hashes: Hashes;
    try {
      hashes = await receiver.receiveAll();
    } finally {
      await receiver.close();
    }
    await moveInto(partial, target);
    return hashes;
  } catch (error) {
    if (error instanceof KnownError && error.code === 'checksum') await rm(partial, { force: true });
    throw storageError(error, target);
  }
}

/**
 * Bytes of a partial file that a download can resume from; undefined when there is none. A file with several names (hard links) is
 * deleted, never written to: an import that was killed may have linked a file of a Hugging Face cache here.
 *
 * @throws KnownError `inTheWay`
 */
async function bytesToGoOnFrom(partial: string): Promise<number | undefined> {
  await demandPlaceForFile(partial);
  const found = await lstat(partial).catch(() => undefined);
  if (found === undefined || found.nlink === 1) return found?.size;
  await rm(partial);
  return undefined;
}

/** The partial file and the hash of its content, which always cover the same bytes. */
class Receiver {
  private hash: ContentHash;
  private received = 0;
  /** The most bytes received so far: a server that sends the same beginning again and again makes no progress. */
  private best = 0;
  /** Whether the file has bytes of an earlier attempt: if the hash is wrong, those may be the reason. */
  private resumed = false;
  /** Whether wrong bytes have been thrown away already: a server that sends wrong ones again is not asked without end. */
  private fetchedAnew = false;
  private inspected: boolean;

  private constructor(
    private readonly handle: FileHandle,
    private readonly partial: string,
    private readonly download: FileDownload,
  ) {
    this.inspected = download.inspect === undefined;
    this.hash = new ContentHash(download.file.size);
  }

  /** Opens the partial file and hashes its content, so that the download can resume after it. */
  static async open(partial: string, download: FileDownload): Promise<Receiver> {
    const before = await bytesToGoOnFrom(partial);
    const handle = await open(partial, before === undefined ? 'wx+' : 'r+');
    const receiver = new Receiver(handle, partial, download);
    try {
      if ((before ?? 0) > download.file.size) await receiver.startOver();
      else receiver.received = await hashInto(receiver.hash, partial, before ?? 0, download.signal);
      receiver.resumed = receiver.received > 0;
      receiver.best = receiver.received;
      download.onReceived(receiver.received);
      return receiver;
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.handle.close();
  }

  /** Receives what is missing and verifies the whole. If bytes of an earlier attempt were wrong, downloads everything once more. */
  async receiveAll(): Promise<Hashes> {
    const { file, retry, signal } = this.download;
    for (;;) {
      await withRetries(retry, signal, (progressed) => this.receive(progressed));
      const hashes = this.hash.digest();
      if (matches(hashes, file.digest)) {
        await this.handle.sync();
        return hashes;
      }
      if (!this.resumed || this.fetchedAnew) {
        throw wrongContent(file, `${file.digest.algorithm} of the content is ${hashes.sha256}`);
      }
      await this.startOver();
      this.fetchedAnew = true;
      // The earlier bytes were wrong, so bytes that are received again count as progress.
      this.best = 0;
    }
  }

  private async receive(progressed: () => void): Promise<void> {
    const { file, source, signal, onReceived } = this.download;
    if (this.received === file.size) return;
    const { offset, pieces } = await source(this.received, signal);
    if (offset !== this.received) await this.startOver();
    else if (offset > 0) this.resumed = true;
    for await (const piece of pieces) {
      if (this.received + piece.length > file.size) throw wrongContent(file, 'more bytes than announced');
      for (let at = 0; at < piece.length; at += HASHED_AT_ONCE) await this.add(piece.subarray(at, at + HASHED_AT_ONCE));
      if (this.received > this.best) {
        this.best = this.received;
        progressed();
      }
      onReceived(this.received);
      this.inspected ||= (await this.download.inspect?.(this.partial, this.received)) ?? true;
    }
    if (this.received < file.size) {
      throw new TransientError(
        sentence`The connection ended early: try again; the part already downloaded is kept.`,
        `${this.received} of ${file.size} bytes of ${file.name}`,
      );
    }
  }

  private async add(bytes: Uint8Array): Promise<void> {
    let written = 0;
    while (written < bytes.length) {
      const { bytesWritten } = await this.handle.write(bytes, written, bytes.length - written, this.received + written);
      written += bytesWritten;
    }
    this.hash.update(bytes);
    this.received += bytes.length;
  }

  private async startOver(): Promise<void> {
    await this.handle.truncate(0);
    this.hash = new ContentHash(this.download.file.size);
    this.received = 0;
    this.resumed = false;
    this.download.onReceived(0);
  }
}

function wrongContent(file: HubFile, detail: string): KnownError {
  return new KnownError(
    'checksum',
    sentence`${file.name} does not have the content that the hub announced, so it was deleted: try again, or check the proxy.`,
    `${file.name}: ${detail}`,
  );
}
