import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { lstat, mkdir, open, readdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import * as path from 'node:path';
import { inTheWay, systemCode } from './systemErrors';

/** What is at a path. A link is `other`, whatever it leads to. */
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
 * Throws unless a file can be written at a path without touching anything but a file of that name.
 *
 * @throws KnownError `inTheWay` for a folder, a link, a pipe
 */
export async function demandPlaceForFile(place: string): Promise<void> {
  const kind = await kindOf(place);
  if (kind !== 'nothing' && kind !== 'file') throw inTheWay(place);
}

/**
 * Makes a folder. Folders above it may be links, but the folder itself may not.
 *
 * @throws KnownError `inTheWay`
 */
export async function makeFolder(folder: string): Promise<void> {
  const kind = await kindOf(folder);
  if (kind === 'folder') return;
  if (kind !== 'nothing') throw inTheWay(folder);
  await makeFolders(folder);
}

/**
 * Makes a folder and those above it; links to folders count as folders. Node's recursive `mkdir` never returns where a system says that there
 * is no folder above although there is, as in /proc.
 */
export async function makeFolders(folder: string): Promise<void> {
  if (await isFolder(folder)) return;
  const above = path.dirname(folder);
  if (above !== folder) await makeFolders(above);
  try {
    await mkdir(folder);
  } catch (error) {
    // Another process may have made it meanwhile.
    if (systemCode(error) !== 'EEXIST' || !(await isFolder(folder))) throw error;
  }
}

/** Whether there is a folder, or a link to one, at a path. */
export async function isFolder(place: string): Promise<boolean> {
  return await stat(place).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

/** The ending of a temporary file that is being written. */
export const TEMPORARY = /\.[0-9a-f]{8}\.tmp$/;

/** Writes a file's content in pieces: it gets a function that appends to the file. */
export type Writer = (write: (bytes: Uint8Array) => Promise<void>) => Promise<void>;

/**
 * Writes a file completely or not at all: writes a temporary file beside it, syncs it and renames it.
 *
 * @param content the whole content, or a function that writes it piece by piece
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

/**
 * Makes a folder with its content completely or not at all: fills a temporary folder beside it and renames that.
 *
 * @param fill writes the content into the folder that it gets
 * @throws KnownError `inTheWay` when something is there already, unless it is an empty folder
 */
export async function makeFolderWhole(folder: string, fill: (temporary: string) => Promise<void>): Promise<void> {
  const kind = await kindOf(folder);
  const isFree = kind === 'nothing' || (kind === 'folder' && (await readdir(folder)).length === 0);
  if (!isFree) throw inTheWay(folder);
  const temporary = `${folder}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    await makeFolders(temporary);
    await fill(temporary);
    // Removes nothing but an empty folder. Windows does not rename onto one.
    if (kind === 'folder') await rmdir(folder);
    await rename(temporary, folder);
    await syncFolder(path.dirname(folder));
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw error;
  }
}

/** Renames a finished file to its final name, and where possible syncs the folder so that the new name survives a power cut. */
export async function moveInto(from: string, to: string): Promise<void> {
  await demandPlaceForFile(to);
  await rename(from, to);
  await syncFolder(path.dirname(to));
}

/** Syncs a folder so that a rename in it survives a power cut. Windows cannot open folders and needs no such call. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder);
  try {
    await handle.sync();
  } catch (error) {
    // Some network file systems cannot sync folders; the file itself has been synced.
    if (systemCode(error) !== 'EINVAL' && systemCode(error) !== 'ENOTSUP') throw error;
  } finally {
    await handle.close();
  }
}

/** Something that is not a file, or a file that is too large to read here. */
export class UnreadableFile extends Error {}

/** Reads a text file of limited size, see `readBytes`. */
export async function readText(file: string, maxBytes: number): Promise<string> {
  return (await readBytes(file, maxBytes)).toString('utf8');
}

/**
 * Reads a file of limited size. A pipe is refused, because reading it could wait forever.
 *
 * @param maxBytes a larger file is refused
 * @throws UnreadableFile, or the error of the system
 */
export async function readBytes(file: string, maxBytes: number): Promise<Buffer> {
  const handle = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const found = await handle.stat();
    if (!found.isFile()) throw new UnreadableFile(`${file} is no file`);
    if (found.size > maxBytes) throw new UnreadableFile(`${file} has ${found.size} bytes, more than ${maxBytes}`);
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}

/** Limit of a JSON file of the store, bytes: the store's own files are far smaller. */
const OWN_JSON_BYTES = 1_000_000;

/** Reads a small JSON file; undefined when it is missing, a link, too large or not JSON. */
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
