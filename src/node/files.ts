import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { lstat, mkdir, open, rename, rm } from 'node:fs/promises';
import * as path from 'node:path';
import { inTheWay, systemCode } from './systemErrors';

/** What is at a path; a link is `other`, whatever it leads to. */
export type Kind = 'nothing' | 'file' | 'folder' | 'other';

export async function kindOf(place: string): Promise<Kind> {
  try {
    const found = await lstat(place);
    if (found.isFile()) return 'file';
    return found.isDirectory() ? 'folder' : 'other';
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(systemCode(error))) return 'nothing';
    throw error;
  }
}

/**
 * Makes sure that a file can be written at a path without touching anything but a file of that name.
 *
 * @throws KnownError `inTheWay` for a folder, a link, a pipe
 */
export async function demandPlaceForFile(place: string): Promise<void> {
  const kind = await kindOf(place);
  if (kind !== 'nothing' && kind !== 'file') throw inTheWay(place);
}

/**
 * Makes a folder below one that may be reached through links; it is none itself.
 *
 * @throws KnownError `inTheWay`
 */
export async function makeFolder(folder: string): Promise<void> {
  const kind = await kindOf(folder);
  if (kind === 'folder') return;
  if (kind !== 'nothing') throw inTheWay(folder);
  await mkdir(folder, { recursive: true });
}

/** The ending of a file that is being written. */
export const TEMPORARY = /\.[0-9a-f]{8}\.tmp$/;

/** Gets a function that appends to the file. */
export type Writer = (write: (bytes: Uint8Array) => Promise<void>) => Promise<void>;

/**
 * Writes a file whole or not at all: a temporary file beside it, synced, then renamed.
 *
 * @param content all of it, or what writes it piece by piece
 */
export async function writeWhole(file: string, content: string | Uint8Array | Writer): Promise<void> {
  const temporary = `${file}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    const handle = await open(temporary, 'wx');
    try {
      if (typeof content === 'function') await content((bytes) => handle.writeFile(bytes));
      else await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await moveInto(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Renames a finished file to its name, and makes the rename itself last where the system can. */
export async function moveInto(from: string, to: string): Promise<void> {
  await demandPlaceForFile(to);
  await rename(from, to);
  await syncFolder(path.dirname(to));
}

/** Makes what was renamed in a folder outlast a power cut. Windows cannot open folders and needs no such call. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder);
  try {
    await handle.sync();
  } catch (error) {
    // Some network file systems know no such call: the file itself is synced all the same.
    if (systemCode(error) !== 'EINVAL' && systemCode(error) !== 'ENOTSUP') throw error;
  } finally {
    await handle.close();
  }
}

/** A file that is none, or larger than what is read there. */
export class UnreadableFile extends Error {}

/**
 * Reads a file of text whose size has a bound. A pipe is never waited for.
 *
 * @param maxBytes of the file; a larger one is not read
 * @throws UnreadableFile, or the error of the system
 */
export async function readText(file: string, maxBytes: number): Promise<string> {
  const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const found = await handle.stat();
    if (!found.isFile()) throw new UnreadableFile(`${file} is no file`);
    if (found.size > maxBytes) throw new UnreadableFile(`${file} has ${found.size} bytes, more than ${maxBytes}`);
    return await handle.readFile('utf8');
  } finally {
    await handle.close();
  }
}

/** No file that the store writes for itself comes near this, bytes. */
const OWN_JSON_BYTES = 1_000_000;

/** Reads a small JSON file; undefined when there is none, when it is reached through a link, or when it cannot be parsed. */
export async function readJson(file: string): Promise<unknown> {
  try {
    if ((await kindOf(file)) !== 'file') return undefined;
    return JSON.parse(await readText(file, OWN_JSON_BYTES));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof UnreadableFile || systemCode(error) === 'ENOENT') {
      return undefined;
    }
    throw error;
  }
}
