import { createHash } from 'node:crypto';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { decodeRecord, encodeRecord, isKept, type PaperRecord, RecordError } from '../../core/questions/codec';
import { reconciled } from '../../core/questions/reconcile';
import { writeWhole } from '../../node/files';
import { withLock } from '../../node/lock';
import { boundFolder } from './storeSize';
import { systemCode } from '../../node/systemErrors';

const ENDING = '.evidence';
/** Beside a record of a later version: what was asked since, until that version is there to take both together. */
const BESIDE = `.beside${ENDING}`;
/** A record is refused beyond this size, unpacked: what is packed so well is no record of ours. */
const MAX_UNPACKED = 1 << 30;
/** How often a lock of another window is looked at, milliseconds: what it does takes a moment. */
const POLL_MS = 50;
const never = new AbortController().signal;

/** A file that could not be used: it was set aside, so that new questions can be kept in its place. */
export interface SetAside {
  /** Where the file is now. */
  readonly file: string;
  /** For the log. */
  readonly detail: string;
}

/** What was kept of a paper. */
export interface Kept {
  readonly record?: PaperRecord;
  readonly setAside?: SetAside;
  /** The file of a later version: it stays where it is, and that version reads it. */
  readonly newer?: string;
}

/** What a file holds; undefined when there is none. */
type Found = { readonly record: PaperRecord } | { readonly error: RecordError } | undefined;

/** Where records are kept, and how much of them. */
export interface StorePlace {
  /** Is made when it is needed. */
  readonly folder: string;
  /** Where records of these papers were kept before: what lies there is moved over, once. */
  readonly before?: string;
  /** Of all files together; what was not read or written for longest goes first. */
  readonly maxBytes?: number;
}

/**
 * Keeps the questions of papers, a compressed file for each paper, in one folder for all windows. What several windows keep of one paper is put
 * together by question, under a lock.
 */
export class PaperStore {
  readonly folder: string;
  private readonly maxBytes: number;
  /** What this window last read or wrote of each paper: it tells what has changed here from what has changed elsewhere. */
  private readonly bases = new Map<string, PaperRecord>();
  private moved: Promise<void> | undefined;

  constructor(private readonly place: StorePlace) {
    this.folder = place.folder;
    this.maxBytes = place.maxBytes ?? 500 * 1024 * 1024;
  }

  /** Reads what is kept of a paper. Rejects when the disk does. */
  async read(uri: string): Promise<Kept> {
    await this.ready();
    const files = [this.fileOf(uri), this.besideOf(uri)] as const;
    const [main, beside] = [await load(files[0]), await load(files[1])];
    if (isCorrupt(main) || isCorrupt(beside)) return this.setAside(uri, files);
    const record = together(uri, main, beside);
    if (record) this.bases.set(uri, record);
    // They were of use just now; on a disk that cannot be written they keep their age.
    const now = new Date();
    for (const file of files) await fs.utimes(file, now, now).catch(() => undefined);
    return { ...(record ? { record } : {}), ...(isNewer(main) ? { newer: files[0] } : {}) };
  }

  /**
   * Keeps a paper's record together with what other windows have kept of it since this one last read or wrote it. What this window has removed is
   * removed. Rejects when it cannot be written.
   */
  async write(record: PaperRecord): Promise<void> {
    await this.ready();
    const { uri } = record;
    await this.locked(uri, async () => {
      const [main, beside] = [await load(this.fileOf(uri)), await load(this.besideOf(uri))];
      const file = isNewer(main) ? this.besideOf(uri) : this.fileOf(uri);
      for (const [found, name] of [[main, this.fileOf(uri)] as const, [beside, this.besideOf(uri)] as const]) {
        if (isCorrupt(found)) await fs.rename(name, await freeName(name));
      }
      const next = reconciled(record, this.bases.get(uri), together(uri, main, beside));
      if (next.questions.some(isKept)) await writeWhole(file, await promisify(gzip)(encodeRecord(next)));
      else await fs.rm(file, { force: true });
      if (file !== this.besideOf(uri)) await fs.rm(this.besideOf(uri), { force: true });
      this.bases.set(uri, { ...record, questions: record.questions.filter(isKept) });
      await boundFolder(this.folder, ENDING, this.maxBytes, file);
    });
  }

  /** Forgets a paper in all windows, and what was set aside of it. */
  async delete(uri: string): Promise<void> {
    await this.ready();
    this.bases.delete(uri);
    const own = path.basename(this.fileOf(uri), ENDING);
    const names = (await namesIn(this.folder)).filter((name) => name.startsWith(own) && !name.endsWith('.lock'));
    if (names.length === 0) return;
    await this.locked(uri, async () => {
      for (const name of names) await fs.rm(path.join(this.folder, name), { force: true });
    });
  }

  /** This window has let go of a paper: what it reads next of it is all new. */
  release(uri: string): void {
    this.bases.delete(uri);
  }

  /** Gives what is kept of a paper, or of the papers of a folder, to another name. */
  async move(from: string, to: string): Promise<void> {
    await this.ready();
    const names = (await namesIn(this.folder)).filter((name) => name.endsWith(ENDING));
    const own = [this.fileOf(from), this.besideOf(from)].map((file) => path.basename(file));
    const ofPaper = names.filter((name) => own.includes(name));
    // Files are named by a hash: only a look into each tells which papers were in a folder.
    for (const name of ofPaper.length > 0 ? ofPaper : names) {
      const file = path.join(this.folder, name);
      const found = await load(file);
      const uri = ofPaper.length > 0 ? from : found && ('record' in found ? found.record.uri : found.error.uri);
      if (uri === undefined || (uri !== from && !uri.startsWith(`${from}/`))) continue;
      const moved = to + uri.slice(from.length);
      this.bases.delete(uri);
      if (found && 'record' in found) await this.write({ ...found.record, uri: moved });
      else if (isNewer(found)) await fs.rename(file, this.fileOf(moved));
      else continue;
      await fs.rm(file, { force: true });
    }
  }

  /** The file that a paper's record is kept in: its address tells its folder and its name. */
  fileOf(uri: string): string {
    return path.join(this.folder, createHash('sha256').update(uri).digest('hex').slice(0, 32) + ENDING);
  }

  private besideOf(uri: string): string {
    // The folder's name may have the ending in it: the extension's own storage does.
    return this.fileOf(uri).slice(0, -ENDING.length) + BESIDE;
  }

  private async locked(uri: string, work: () => Promise<void>): Promise<void> {
    await fs.mkdir(this.folder, { recursive: true });
    await withLock(`${this.fileOf(uri)}.lock`, { signal: never, pollMs: POLL_MS }, work);
  }

  private ready(): Promise<void> {
    this.moved ??= this.takeOver();
    return this.moved;
  }

  private async takeOver(): Promise<void> {
    const { before } = this.place;
    if (before === undefined || path.relative(before, this.folder) === '') return;
    for (const name of (await namesIn(before)).filter((other) => other.endsWith(ENDING))) {
      // What cannot be moved now stays there for the next time: the papers here are of use all the same.
      await this.take(path.join(before, name)).catch(() => undefined);
    }
    await fs.rmdir(before).catch(() => undefined);
  }

  /** Takes over a file of the place before. One that cannot be read, and has another in its place here, stays where it is. */
  private async take(file: string): Promise<void> {
    const target = path.join(this.folder, path.basename(file));
    await withLock(`${target}.lock`, { signal: never, pollMs: POLL_MS }, async () => {
      const [mine, found] = [await load(target), await load(file)];
      if (mine === undefined) {
        await fs.rename(file, target).catch(() => moveAcrossDisks(file, target));
      } else if ('record' in mine && found && 'record' in found) {
        const both = reconciled(mine.record, undefined, found.record);
        await writeWhole(target, await promisify(gzip)(encodeRecord(both)));
        await fs.rm(file);
      }
    });
  }

  /** Another window may have written a whole record in the meantime: so they are looked at again, under the lock. */
  private async setAside(uri: string, files: readonly string[]): Promise<Kept> {
    let aside: SetAside | undefined;
    await this.locked(uri, async () => {
      for (const file of files) {
        const found = await load(file);
        if (!isCorrupt(found)) continue;
        const name = await freeName(file);
        await fs.rename(file, name);
        aside = { file: name, detail: found.error.message };
      }
    });
    return { ...(await this.read(uri)), ...(aside ? { setAside: aside } : {}) };
  }
}

async function load(file: string): Promise<Found> {
  let bytes: Buffer;
  try {
    bytes = await fs.readFile(file);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return { record: decodeRecord(await promisify(gunzip)(bytes, { maxOutputLength: MAX_UNPACKED })) };
  } catch (error) {
    if (error instanceof RecordError) return { error };
    return { error: new RecordError('corrupt', error instanceof Error ? error.message : String(error)) };
  }
}

type Failed = { readonly error: RecordError };

function isNewer(found: Found): found is Failed {
  return found !== undefined && 'error' in found && found.error.reason === 'newer';
}

function isCorrupt(found: Found): found is Failed {
  return found !== undefined && 'error' in found && found.error.reason === 'corrupt';
}

/** What both files have of a paper. */
function together(uri: string, main: Found, beside: Found): PaperRecord | undefined {
  const [first, second] = [main, beside].flatMap((found) => (found && 'record' in found ? [found.record] : []));
  return first && reconciled({ ...first, uri }, undefined, second);
}

async function moveAcrossDisks(file: string, target: string): Promise<void> {
  await writeWhole(target, await fs.readFile(file));
  await fs.rm(file);
}

/** A name for a file that cannot be read; none that was set aside before is lost for it. */
async function freeName(file: string): Promise<string> {
  const taken = new Set(await namesIn(path.dirname(file)));
  let name = `${file}.corrupt`;
  for (let count = 2; taken.has(path.basename(name)); count++) name = `${file}.corrupt-${count}`;
  return name;
}

async function namesIn(folder: string): Promise<string[]> {
  return await fs.readdir(folder).catch(() => []);
}
