import { rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as v from 'valibot';
import { type TensorSource, writeSafetensors } from './safetensorsWriter';
import { hashFile } from './hub/digest';
import { kindOf, makeFolder, makeFolders, readJson, writeWhole } from '../node/files';

/** Names of all files made from a model's weights. Removing a model deletes these files and no others. */

/**
 * The folder for prepared files: the first inside a model's own folder; the second inside the folder of all models, for models in a
 * reader's folder.
 */
export const PREPARED_FOLDER = 'prepared';
export const PREPARED_OF_READERS = '.prepared';
/** In either of them, the folder of kept scores. Its files are named by a hash. */
export const SCORES_FOLDER = 'scores';
export const SCORE_FILE = /^[0-9a-f]{64}$/;

/** Folders in either of them: one for each state of the weights, and the one of kept scores. */
export const PREPARED_FOLDERS = /^(?:[0-9a-f]{16}|scores)$/;
/** What is known of a model on this machine's GPU, and what each process leaves while it uses the GPU; the group is the process's id. */
export const DEVICE_RECORD_FILE = 'gpu.json';
export const TRIAL_FILE = /^gpu-(\d+)\.json$/;
/** Files in those folders. A file that is being written has an extra `.tmp` ending. */
export const PREPARED_FILES =
  /^(?:[0-9a-f]{64}|gpu(?:-\d+)?\.json|(?:fp32|int8-\d+)\.(?:safetensors(?:\.json|\.\d+\.tmp)?|comparison\.json))$/;

/** What a prepared file was when it was made, kept beside it: its size in bytes, and when it was last written, milliseconds. */
const NOTE = v.object({ size: v.number(), mtimeMs: v.number(), sha256: v.string() });
type Note = Readonly<v.InferOutput<typeof NOTE>>;

function noteOf(file: string): string {
  return `${file}.json`;
}

/**
 * Makes a prepared file and notes its hash.
 *
 * @param file in a folder for one state of the weights, inside the folder for all prepared files of a model
 * @throws KnownError `inTheWay` when the path leads through a link or to a folder
 */
export async function make(file: string, tensors: readonly TensorSource[]): Promise<void> {
  const state = dirname(file);
  await makeFolders(dirname(dirname(state)));
  await makeFolder(dirname(state));
  await makeFolder(state);
  const sha256 = await writeSafetensors(file, tensors);
  await note(file, sha256);
}

/** Whether a file exists unchanged. When size and time match its note, it is trusted; when only the size matches, it is hashed. */
export async function isAsMade(file: string): Promise<boolean> {
  const noted = await readNote(file);
  if (!noted || (await kindOf(file)) !== 'file') return false;
  const { size, mtimeMs } = await stat(file);
  if (size !== noted.size) return false;
  if (mtimeMs === noted.mtimeMs) return true;
  if (!(await hasHash(file, noted))) return false;
  // In a read-only folder the note cannot be updated, so the file is hashed each time.
  await note(file, noted.sha256).catch(() => undefined);
  return true;
}

/**
 * Hashes a file whatever its time says. When it has changed, its note is removed, so that the file is made again on next use.
 *
 * @returns whether it had changed
 */
export async function forgetIfChanged(file: string): Promise<boolean> {
  const noted = await readNote(file);
  if (!noted || (await hasHash(file, noted))) return false;
  await rm(noteOf(file), { force: true });
  return true;
}

async function hasHash(file: string, { size, sha256 }: Note): Promise<boolean> {
  return (await hashFile(file, size)).sha256 === sha256;
}

async function note(file: string, sha256: string): Promise<void> {
  const { size, mtimeMs } = await stat(file);
  await writeWhole(noteOf(file), `${JSON.stringify({ size, mtimeMs, sha256 } satisfies Note)}\n`);
}

async function readNote(file: string): Promise<Note | undefined> {
  const value = await readJson(noteOf(file));
  return v.is(NOTE, value) ? value : undefined;
}
