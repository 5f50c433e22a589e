import { createHash } from 'node:crypto';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { decodeRecord, encodeRecord, isKept, type PaperRecord, RecordError } from '../../core/questions/codec';
import { reconciled } from '../../core/questions/reconcile';
import { makeFolders, readBytes, writeWhole } from '../../node/files';
import { withLock } from '../../node/lock';
import { boundFolder, MAX_STORE_BYTES } from './storeSize';
import { systemCode } from '../../node/systemErrors';

const ENDING = '.evidence';
/** The ending of the file beside a record of a later version. It keeps what was asked since, until that version puts both together. */
const BESIDE = `.beside${ENDING}`;
/** The largest unpacked record, bytes: more is refused, since no record of this extension gets so large. */
const MAX_UNPACKED = 1 << 30;
/** How often another window's lock is checked, milliseconds: its work takes a moment only. */
const POLL_MS = 50;
const never = new AbortController().signal;

/** A file that could not be read and was renamed, so that new questions can be saved in its place. */
export interface SetAside {
  /** Its new path. */
  readonly file: string;
  /** For the log. */
  readonly detail: string;
}

/** What was saved of a paper. */
export interface Kept {
  readonly record?: PaperRecord;
  readonly setAside?: SetAside;
  /** The path of a record that a later version wrote: it is left for that version. */
  readonly newer?: string;
}

/** What a file holds; undefined when there is no file. */
type Found = { readonly record: PaperRecord } | { readonly error: RecordError } | undefined;

/** Where records are kept, and the limit of their size. */
export interface StorePlace {
  /** Is created when it is needed. */
  readonly folder: string;
  /** The folder where records were kept before: its records are moved over once. */
  readonly before?: string;
  /** Limit for all files together, `MAX_STORE_BYTES` unless given; those that were not used for longest are deleted first. */
  readonly maxBytes?: number;
}

/**
 * Keeps the questions of papers: one compressed file for each paper, in one folder for all windows. What several windows save of one
 * paper is merged question by question, under a lock.
 */
export class PaperStore {
  readonly folder: string;
  private readonly maxBytes: number;
  /** What this window last read or wrote of each paper: it tells changes made here from changes made in other windows. */
  private readonly bases = new Map<string, PaperRecord>();
  private moved: Promise<void> | undefined;

  constructor(private readonly place: StorePlace) {
    this.folder = place.folder;
    this.maxBytes = place.maxBytes ?? MAX_STORE_BYTES;
  }

  /** Reads what was saved of a paper. Rejects when the disk fails. */
  async read(uri: string): Promise<Kept> {
    await this.ready();
    const files = [this.fileOf(uri), this.besideOf(uri)] as const;
    const [main, beside] = [await load(files[0]), await load(files[1])];
    if (isCorrupt(main) || isCorrupt(beside)) return this.setAside(uri, files);
    const record = together(uri, main, beside);
    if (record) this.bases.set(uri, record);
    // Marks the files as just used. On a disk that cannot be written they keep their old time.
    const now = new Date();
    for (const file of files) await fs.utimes(file, now, now).catch(() => undefined);
    return { ...(record ? { record } : {}), ...(isNewer(main) ? { newer: files[0] } : {}) };
  }

  /**
   * Saves a paper's record, merged with what other windows have saved since this one last read or wrote it. What this window has removed
   * stays removed. Rejects when the file cannot be written.
   */
  async write(record: PaperRecord): Promise<void> {
    await this.ready();
    const { uri } = record;
    await this.locked(uri, async () => {
      const [main, beside] = await this.readable(uri);
      const file = isNewer(main) ? this.besideOf(uri) : this.fileOf(uri);
      const next = reconciled(record, this.bases.get(uri), together(uri, main, beside));
      if (next.questions.some(isKept)) await writeRecord(file, next);
      else await fs.rm(file, { force: true });
      if (file !== this.besideOf(uri)) await fs.rm(this.besideOf(uri), { force: true });
      this.bases.set(uri, { ...record, questions: record.questions.filter(isKept) });
      await boundFolder(this.folder, ENDING, this.maxBytes, file);
    });
  }

  /**
   * Deletes a paper's record for all windows, and its files that were set aside.
   *
   * @returns the path of a record that a later version wrote and that stays, since nobody here knows what is in it
   */
  async delete(uri: string): Promise<string | undefined> {
    await this.ready();
    this.bases.delete(uri);
    const main = this.fileOf(uri);
    const own = path.basename(main, ENDING);
    const names = (await namesIn(this.folder)).filter((name) => name.startsWith(own) && !name.endsWith('.lock'));
    let newer: string | undefined;
    if (names.length === 0) return newer;
    await this.locked(uri, async () => {
      if (isNewer(await load(main))) newer = main;
      for (const file of names.map((name) => path.join(this.folder, name))) {
        if (file !== newer) await fs.rm(file, { force: true });
      }
    });
    return newer;
  }

  /** Drops what this window knew of a paper: the next read counts as the first. */
  release(uri: string): void {
    this.bases.delete(uri);
  }

  /** Moves what was saved of a paper, or of all papers of a folder, to another name, and merges it with what was saved there. */
  async move(from: string, to: string): Promise<void> {
    await this.ready();
    const names = await namesIn(this.folder);
    const isSaved = [this.fileOf(from), this.besideOf(from)].some((file) => names.includes(path.basename(file)));
    const uris = isSaved ? [from] : await this.papersIn(from);
    for (const uri of uris) await this.movePaper(uri, to + uri.slice(from.length));
  }

  /** The papers of a folder. File names are hashes of addresses, so every file is read. */
  private async papersIn(folder: string): Promise<Iterable<string>> {
    const uris = new Set<string>();
    for (const name of (await namesIn(this.folder)).filter((other) => other.endsWith(ENDING))) {
      const found = await load(path.join(this.folder, name));
      const uri = found && ('record' in found ? found.record.uri : found.error.uri);
      if (uri?.startsWith(`${folder}/`)) uris.add(uri);
    }
    return uris;
  }

  private async movePaper(uri: string, to: string): Promise<void> {
    // Nothing of either name counts as removed by this window, since what it knows of them is no longer true.
    for (const name of [uri, to]) this.bases.delete(name);
    // A record of a later version goes first, so that what was asked since is put beside it again.
    if (isNewer(await load(this.fileOf(uri)))) await this.moveNewer(uri, to);
    for (const file of [this.fileOf(uri), this.besideOf(uri)]) {
      const found = await load(file);
      if (!found || !('record' in found)) continue;
      await this.write({ ...found.record, uri: to });
      this.bases.delete(to);
      await fs.rm(file, { force: true });
    }
  }

  /** Moves a record of a later version. When there is one under the new name too, both stay, since only that version can merge them. */
  private async moveNewer(uri: string, to: string): Promise<void> {
    await this.locked(to, async () => {
      const [main, beside] = await this.readable(to);
      if (isNewer(main)) return;
      const record = together(to, main, beside);
      if (record) await writeRecord(this.besideOf(to), record);
      await fs.rename(this.fileOf(uri), this.fileOf(to));
    });
  }

  /** The file of a paper's record. */
  fileOf(uri: string): string {
    return path.join(this.folder, createHash('sha256').update(uri).digest('hex').slice(0, 32) + ENDING);
  }

  private besideOf(uri: string): string {
    // Replaces the last ending only: the folder's own name may contain the same text.
    return this.fileOf(uri).slice(0, -ENDING.length) + BESIDE;
  }

  /** Reads both files of a paper, under its lock. Those that cannot be read are renamed, so that others can be written in their place. */
  private async readable(uri: string): Promise<readonly [main: Found, beside: Found]> {
    const files = [this.fileOf(uri), this.besideOf(uri)] as const;
    const found = [await load(files[0]), await load(files[1])] as const;
    for (const [index, file] of files.entries()) {
      if (isCorrupt(found[index])) await fs.rename(file, await freeName(file));
    }
    return found;
  }

  private async locked(uri: string, work: () => Promise<void>): Promise<void> {
    await makeFolders(this.folder);
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
      // A file that cannot be moved now is tried again next time; the records that are here can be used all the same.
      await this.take(path.join(before, name)).catch(() => undefined);
    }
    await fs.rmdir(before).catch(() => undefined);
  }

  /** Takes over a file of the old folder. When there is one here too and either cannot be read, the old one stays where it is. */
  private async take(file: string): Promise<void> {
    const target = path.join(this.folder, path.basename(file));
    await withLock(`${target}.lock`, { signal: never, pollMs: POLL_MS }, async () => {
      const [mine, found] = [await load(target), await load(file)];
      if (mine === undefined) {
        await fs.rename(file, target).catch(() => moveAcrossDisks(file, target));
      } else if ('record' in mine && found && 'record' in found) {
        await writeRecord(target, reconciled(mine.record, undefined, found.record));
        await fs.rm(file);
      }
    });
  }

  /** Renames the files that cannot be read. It checks them again under the lock, since another window may have written a good one meanwhile. */
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
    bytes = await readBytes(file, MAX_UNPACKED);
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

async function writeRecord(file: string, record: PaperRecord): Promise<void> {
  await writeWhole(file, await promisify(gzip)(encodeRecord(record)));
}

type Failed = { readonly error: RecordError };

function isNewer(found: Found): found is Failed {
  return found !== undefined && 'error' in found && found.error.reason === 'newer';
}

function isCorrupt(found: Found): found is Failed {
  return found !== undefined && 'error' in found && found.error.reason === 'corrupt';
}

/** The questions of both files, merged. */
function together(uri: string, main: Found, beside: Found): PaperRecord | undefined {
  const [first, second] = [main, beside].flatMap((found) => (found && 'record' in found ? [found.record] : []));
  return first && reconciled({ ...first, uri }, undefined, second);
}

async function moveAcrossDisks(file: string, target: string): Promise<void> {
  await writeWhole(target, await fs.readFile(file));
  await fs.rm(file);
}

/** An unused name for a file that cannot be read, so that files set aside before are not overwritten. */
async function freeName(file: string): Promise<string> {
  const taken = new Set(await namesIn(path.dirname(file)));
  let name = `${file}.corrupt`;
  for (let count = 2; taken.has(path.basename(name)); count++) name = `${file}.corrupt-${count}`;
  return name;
}

async function namesIn(folder: string): Promise<string[]> {
  return await fs.readdir(folder).catch(() => []);
}
