import { readdir, rmdir, unlink } from 'node:fs/promises';
import * as path from 'node:path';
import * as v from 'valibot';
import { setTimeout as delay } from 'node:timers/promises';
import { PREPARED_FILES, PREPARED_FOLDER, PREPARED_FOLDERS } from '../preparedFile';
import { demandPlaceForFile, kindOf, makeFolder, readJson, TEMPORARY, writeWhole } from '../../node/files';
import { type Manifest, MANIFEST_NAME, MODEL_FILES, readManifest } from './manifest';
import { folderName, isModelId } from './names';
import { inTheWay, systemCode } from '../../node/systemErrors';

/** The ending of a file that is incomplete or not yet verified. */
export const PARTIAL = '.partial';
/** The file that marks a model's folder as the store's own: it is written before any byte of the model. */
export const MARKER_NAME = '.evidence-lens.json';

/**
 * Who owns the folder of a model:
 * - `own`: the store created it, so every file with one of the store's names is the store's;
 * - `adopted`: the reader created it and imported it in place; only the manifest and files derived from the model are the store's;
 * - `nothing`: the folder does not exist or is empty;
 * - `foreign`: anything else, including a link. It is never touched.
 */
export type Owner = 'own' | 'adopted' | 'nothing' | 'foreign';

/** What is known of a model's folder. */
export interface Place {
  readonly owner: Owner;
  /** The id in the marker or the manifest; undefined when there is neither. */
  readonly id: string | undefined;
  /** Missing for an incomplete model. */
  readonly manifest: Manifest | undefined;
}

/** Finds the owner of a folder. A marker or manifest with the id of another folder proves nothing, since it may have been copied. */
export async function placeOf(folder: string): Promise<Place> {
  const kind = await kindOf(folder);
  if (kind !== 'folder') {
    return { owner: kind === 'nothing' ? 'nothing' : 'foreign', id: undefined, manifest: undefined };
  }
  // Some file systems ignore case.
  const name = path.basename(folder).toLowerCase();
  const isFor = (id: string): boolean => isModelId(id) && folderName(id).toLowerCase() === name;
  const written = await readManifest(folder);
  const manifest = written && isFor(written.id) ? written : undefined;
  if (manifest?.adopted) return { owner: 'adopted', id: manifest.id, manifest };
  const marked = await readMarker(folder);
  const id = manifest?.id ?? (marked !== undefined && isFor(marked) ? marked : undefined);
  if (id !== undefined) return { owner: 'own', id, manifest };
  return { owner: (await isUnused(folder)) ? 'nothing' : 'foreign', id: undefined, manifest: undefined };
}

/**
 * Makes a folder the store's own; called before anything else is written there.
 *
 * @throws KnownError `inTheWay`
 */
async function claim(folder: string, id: string): Promise<void> {
  const { owner } = await placeOf(folder);
  if (owner === 'foreign' || owner === 'adopted') throw inTheWay(folder);
  await makeFolder(folder);
  await writeWhole(path.join(folder, MARKER_NAME), `${JSON.stringify({ format: 1, id })}\n`);
}

/** The paths of the store's own files in a folder: known names in known places, no links. Weights come first, since they may be in use. */
export async function ownFiles(folder: string, owner: Owner): Promise<string[]> {
  if (owner !== 'own' && owner !== 'adopted') return [];
  const isOwn = owner === 'own' ? isOwnName : isOwnNameOfAdopted;
  const top = await filesIn(folder, isOwn);
  const prepared = path.join(folder, PREPARED_FOLDER);
  const states = await foldersIn(prepared, PREPARED_FOLDERS);
  const made = await Promise.all(
    states.map((state) => filesIn(state, (name) => PREPARED_FILES.test(name.replace(TEMPORARY, '')))),
  );
  const isWeights = (file: string): number => (file.includes('.safetensors') ? 0 : 1);
  return [...top, ...made.flat()].sort((a, b) => isWeights(a) - isWeights(b));
}

/**
 * Deletes the store's own files in a folder, one by one, and folders that are empty afterwards. The manifest goes first, so that a
 * model which is only half deleted no longer counts as installed. The marker goes last, because without it the remaining files could not
 * be told from the reader's.
 */
export async function deleteOwn(folder: string): Promise<void> {
  const { owner, id } = await placeOf(folder);
  if (owner !== 'own' && owner !== 'adopted') return;
  // A model that an earlier version installed has no marker yet.
  if (owner === 'own') await claim(folder, id!);
  await clear(folder, owner, new Set());
  if (owner === 'own') await unlinkWhenFree(path.join(folder, MARKER_NAME));
  await removeEmpty(folder);
}

/**
 * Prepares a folder for a model: writes the marker, and deletes the manifest and every other file of the store.
 *
 * @param keep names of files to keep, complete or partial
 * @throws KnownError `inTheWay` when a file of the model could only be written by replacing something that the store did not write
 */
export async function prepareFolder(folder: string, id: string, keep: readonly string[]): Promise<void> {
  await claim(folder, id);
  for (const name of OWN_NAMES) await demandPlaceForFile(path.join(folder, name));
  await clear(folder, 'own', new Set(keep.flatMap((name) => [name, `${name}${PARTIAL}`])));
}

async function clear(folder: string, owner: Owner, keep: ReadonlySet<string>): Promise<void> {
  const files = await ownFiles(folder, owner);
  const manifest = path.join(folder, MANIFEST_NAME);
  const stays = (file: string): boolean => path.dirname(file) === folder && keep.has(path.basename(file));
  if (files.includes(manifest)) await unlinkWhenFree(manifest);
  for (const file of files) {
    if (path.basename(file) !== MARKER_NAME && !stays(file)) await unlinkWhenFree(file);
  }
  const prepared = path.join(folder, PREPARED_FOLDER);
  for (const state of await foldersIn(prepared, PREPARED_FOLDERS)) await removeEmpty(state);
  if ((await kindOf(prepared)) === 'folder') await removeEmpty(prepared);
}

const OWN_NAMES: ReadonlySet<string> = new Set([
  ...MODEL_FILES,
  ...MODEL_FILES.map((name) => `${name}${PARTIAL}`),
  MANIFEST_NAME,
  MARKER_NAME,
]);

function isOwnName(name: string): boolean {
  return OWN_NAMES.has(name) || isTemporaryOf(name, MANIFEST_NAME) || isTemporaryOf(name, MARKER_NAME);
}

function isOwnNameOfAdopted(name: string): boolean {
  return name === MANIFEST_NAME || isTemporaryOf(name, MANIFEST_NAME);
}

function isTemporaryOf(name: string, of: string): boolean {
  return TEMPORARY.test(name) && name.replace(TEMPORARY, '') === of;
}

const MARKER = v.object({ format: v.literal(1), id: v.string() });

async function readMarker(folder: string): Promise<string | undefined> {
  const value = await readJson(path.join(folder, MARKER_NAME));
  return v.is(MARKER, value) ? value.id : undefined;
}

/** Whether a folder holds nothing, or only temporary files of the marker that a killed process left. */
async function isUnused(folder: string): Promise<boolean> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries.every((entry) => entry.isFile() && isTemporaryOf(entry.name, MARKER_NAME));
}

async function filesIn(folder: string, isWanted: (name: string) => boolean): Promise<string[]> {
  if ((await kindOf(folder)) !== 'folder') return [];
  const entries = await readdir(folder, { withFileTypes: true });
  return entries.filter((entry) => entry.isFile() && isWanted(entry.name)).map(({ name }) => path.join(folder, name));
}

async function foldersIn(folder: string, names: RegExp): Promise<string[]> {
  if ((await kindOf(folder)) !== 'folder') return [];
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory() && names.test(entry.name))
    .map(({ name }) => path.join(folder, name));
}

/** Removes a folder only if it is empty. */
async function removeEmpty(folder: string): Promise<void> {
  try {
    await rmdir(folder);
  } catch (error) {
    if (!['ENOTEMPTY', 'EEXIST', 'ENOENT'].includes(systemCode(error))) throw error;
  }
}

const ATTEMPTS = 10;
const PAUSE_MS = 100;

/** Deletes a file. On Windows a process that has just ended may still hold it, so it tries several times. */
async function unlinkWhenFree(file: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await unlink(file);
    } catch (error) {
      const code = systemCode(error);
      if (code === 'ENOENT') return;
      if (!['EBUSY', 'EPERM', 'EACCES'].includes(code) || attempt === ATTEMPTS) throw error;
      await delay(PAUSE_MS);
    }
  }
}
