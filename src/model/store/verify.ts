import { stat } from 'node:fs/promises';
import * as path from 'node:path';
import { sentence } from '../../core/text/sentence';
import { hashFile } from '../hub/digest';
import { type InstalledFile, writeManifest } from './manifest';
import type { InstalledModel } from './modelStore';
import { KnownError } from '../../core/errors/knownError';

/** A file, and what has become of it since it was installed. */
export interface VerifiedFile extends InstalledFile {
  readonly state: 'intact' | 'changed' | 'missing';
}

/** Called while files are hashed, with the bytes so far and of all files. */
export type OnHashed = (done: number, total: number) => void;

/** Hashes all files of a model and compares them with its manifest. */
export async function verifyModel(
  model: InstalledModel,
  signal?: AbortSignal,
  onHashed: OnHashed = () => undefined,
): Promise<readonly VerifiedFile[]> {
  const { files } = model.manifest;
  const total = files.reduce((sum, { size }) => sum + size, 0);
  let done = 0;
  const verified: VerifiedFile[] = [];
  for (const file of files) {
    const state = await stateOf(model.folder, file, signal, (bytes) => onHashed((done += bytes), total));
    verified.push({ ...file, state });
  }
  return verified;
}

/**
 * Checks before use that a model is still what was installed. Files with the size and time of the manifest are trusted. Others are
 * hashed, and if they are intact their new time is saved.
 *
 * @throws KnownError `damagedModel`
 */
export async function demandIntact(model: InstalledModel, signal?: AbortSignal): Promise<void> {
  const touched: string[] = [];
  for (const file of model.manifest.files) {
    const now = await timeOf(model.folder, file);
    if (now?.size === file.size && now.mtimeMs === file.mtimeMs) continue;
    const state = await stateOf(model.folder, file, signal);
    if (state !== 'intact') throw damaged(model, file, state);
    touched.push(file.name);
  }
  if (touched.length > 0) await noteTimes(model);
}

function damaged(model: InstalledModel, { name }: InstalledFile, state: 'changed' | 'missing'): KnownError {
  const what = state === 'missing' ? 'is missing' : 'has changed since it was verified';
  if (model.manifest.source === 'folder') {
    return new KnownError(
      'damagedModel',
      sentence`The model ${model.id} is damaged (${name} ${what}): remove it, then import its folder again.`,
    );
  }
  return new KnownError(
    'damagedModel',
    sentence`The model ${model.id} is damaged (${name} ${what}): download it again, which fetches only the damaged files.`,
  );
}

async function stateOf(
  folder: string,
  file: InstalledFile,
  signal: AbortSignal | undefined,
  onBytes?: (bytes: number) => void,
): Promise<VerifiedFile['state']> {
  const now = await timeOf(folder, file);
  if (!now) return 'missing';
  if (now.size !== file.size) return 'changed';
  const { sha256 } = await hashFile(path.join(folder, file.name), file.size, signal, onBytes);
  return sha256 === file.sha256 ? 'intact' : 'changed';
}

async function timeOf(
  folder: string,
  { name }: InstalledFile,
): Promise<{ readonly size: number; readonly mtimeMs: number } | undefined> {
  return await stat(path.join(folder, name)).catch(() => undefined);
}

/** Saves the new times of intact files, such as those of a copied store, so that the next use need not hash everything again. */
async function noteTimes({ folder, manifest }: InstalledModel): Promise<void> {
  const files = await Promise.all(
    manifest.files.map(async (file) => ({ ...file, mtimeMs: (await timeOf(folder, file))?.mtimeMs ?? file.mtimeMs })),
  );
  // If the store cannot be written, the files are hashed each time.
  await writeManifest(folder, { ...manifest, files }).catch(() => undefined);
}
