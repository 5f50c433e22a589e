import { createHash } from 'node:crypto';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { decodeRecord, encodeRecord, type PaperRecord, RecordError } from '../../core/questions/codec';
import { writeWhole } from '../../model/store/files';

const ENDING = '.evidence';
/** A record is refused beyond this size, unpacked: what is packed so well is no record of ours. */
const MAX_UNPACKED = 1 << 30;

/** A file that could not be used: it was set aside, so that new questions can be kept in its place. */
export interface SetAside {
  readonly reason: RecordError['reason'];
  /** Where the file is now. */
  readonly file: string;
  /** For the log. */
  readonly detail: string;
}

/** What was kept of a paper: a record, nothing, or a file that had to be set aside. */
export type Kept = { readonly record?: PaperRecord; readonly setAside?: SetAside };

/** Keeps the questions of papers, a compressed file for each. Its size is bounded: what was not read or written for longest goes first. */
export class PaperStore {
  /**
   * @param folder is made when it is needed
   * @param maxBytes of all files together
   */
  constructor(
    readonly folder: string,
    private readonly maxBytes = 100 * 1024 * 1024,
  ) {}

  /** Reads what is kept of a paper. Rejects when the disk does. */
  async read(uri: string): Promise<Kept> {
    const file = this.fileOf(uri);
    let bytes: Buffer;
    try {
      bytes = await fs.readFile(file);
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return {};
      throw error;
    }
    try {
      const record = await unpack(bytes);
      // It was of use just now; on a disk that cannot be written it keeps its age.
      await fs.utimes(file, new Date(), new Date()).catch(() => undefined);
      return { record };
    } catch (error) {
      const reason = error instanceof RecordError ? error.reason : 'corrupt';
      const aside = `${file}.${reason}`;
      await fs.rename(file, aside);
      return { setAside: { reason, file: aside, detail: error instanceof Error ? error.message : String(error) } };
    }
  }

  /** Keeps a paper's record in place of the one before. Rejects when it cannot be written. */
  async write(record: PaperRecord): Promise<void> {
    const bytes = await promisify(gzip)(encodeRecord(record));
    await fs.mkdir(this.folder, { recursive: true });
    const file = this.fileOf(record.uri);
    await writeWhole(file, bytes);
    await this.bound(file);
  }

  /** Forgets a paper, and what was set aside of it. */
  async delete(uri: string): Promise<void> {
    const file = this.fileOf(uri);
    await Promise.all([file, `${file}.corrupt`, `${file}.newer`].map((name) => fs.rm(name, { force: true })));
  }

  /** Gives what is kept of a paper, or of the papers of a folder, to another name. */
  async move(from: string, to: string): Promise<void> {
    const names = await fs.readdir(this.folder).catch((): string[] => []);
    const own = path.basename(this.fileOf(from));
    // Files are named by a hash: only a look into each tells which papers were in a folder.
    for (const name of names.includes(own) ? [own] : names.filter((other) => other.endsWith(ENDING))) {
      const bytes = await fs.readFile(path.join(this.folder, name));
      const record = await unpack(bytes).catch(() => undefined);
      if (record?.uri !== from && !record?.uri.startsWith(`${from}/`)) continue;
      await this.write({ ...record, uri: to + record.uri.slice(from.length) });
      await fs.rm(path.join(this.folder, name), { force: true });
    }
  }

  /** The file that a paper's record is kept in. */
  fileOf(uri: string): string {
    return path.join(this.folder, createHash('sha256').update(uri).digest('hex').slice(0, 32) + ENDING);
  }

  private async bound(written: string): Promise<void> {
    const names = (await fs.readdir(this.folder)).filter((name) => name.includes(ENDING));
    const files = await Promise.all(names.map((name) => sizeOf(path.join(this.folder, name))));
    let total = files.reduce((sum, { size }) => sum + size, 0);
    for (const { file, size } of files.sort((a, b) => a.usedAt - b.usedAt)) {
      if (total <= this.maxBytes) return;
      if (file === written) continue;
      await fs.rm(file, { force: true });
      total -= size;
    }
  }
}

async function unpack(bytes: Uint8Array): Promise<PaperRecord> {
  return decodeRecord(await promisify(gunzip)(bytes, { maxOutputLength: MAX_UNPACKED }));
}

/** Another window can take a file away at any time: what is gone has no size. */
async function sizeOf(
  file: string,
): Promise<{ readonly file: string; readonly size: number; readonly usedAt: number }> {
  const { size, mtimeMs } = await fs.stat(file).catch(() => ({ size: 0, mtimeMs: 0 }));
  return { file, size, usedAt: mtimeMs };
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}
