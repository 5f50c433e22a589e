import { createReadStream } from 'node:fs';
import { link, open, realpath, stat } from 'node:fs/promises';
import * as path from 'node:path';
import { sentence } from '../../core/text/sentence';
import { CATALOGUE, canonicalId, type Pin } from './catalogue';
import { ContentHash, HASHED_AT_ONCE, hashFile, type Hashes, matches } from '../hub/digest';
import { demandSpace } from './diskSpace';
import { kindOf, moveInto } from '../../node/files';
import { cachedDigest, type CachedModel, readCacheFolder } from './hfCache';
import { finish, installedFile, type InstallTools, pinned } from './install';
import { type InstalledFile, MANIFEST_NAME, MODEL_FILES, WEIGHTS } from './manifest';
import { isModelId } from './names';
import { deleteOwn, type Owner, PARTIAL, placeOf, prepareFolder } from './ownership';
import type { InstalledModel } from './modelStore';
import { demandSupported, demandTensors } from './supported';
import { KnownError } from '../../core/errors/knownError';
import { inTheWay, storageError } from '../../node/systemErrors';

/** A folder that can be imported. */
export interface ImportSource {
  /** The id that the model gets in this store. */
  readonly id: string;
  readonly folder: string;
  /** Set when the folder is part of a cache of the Hugging Face libraries. */
  readonly cached: CachedModel | undefined;
}

/**
 * Checks a folder that a reader wants to import: one with a model's files, or a model in a Hugging Face cache.
 *
 * @param id the id that the model gets; by default its repository's, or the folder's name
 * @throws KnownError `badModel` naming what is missing, `badName` when the folder's name cannot be an id
 */
export async function readImport(folder: string, id?: string): Promise<ImportSource> {
  const cached = await readCacheFolder(folder);
  const place = cached?.folder ?? path.resolve(folder);
  for (const name of MODEL_FILES) {
    const found = await stat(path.join(place, name)).catch(() => undefined);
    if (!found?.isFile()) {
      throw new KnownError(
        'badModel',
        sentence`${folder} is not a model folder because it has no ${name}: choose one that holds ${MODEL_FILES.join(', ')}.`,
      );
    }
  }
  // Files of a cache have a known hash, which finds damage better than a look at the weights does.
  await (cached ? demandTensors(place, path.join(place, WEIGHTS)) : demandSupported(place));
  const named = id ?? cached?.repository ?? path.basename(place);
  if (!isModelId(named)) {
    throw new KnownError('badName', sentence`'${named}' cannot be a model id: give one with --as, such as my-model.`);
  }
  return { id: canonicalId(named), folder: place, cached };
}

/**
 * Installs a model from files of this machine. Files of a Hugging Face cache never change, so they are hard-linked where that works
 * (onnxruntime does not follow symbolic links). A reader's own folder is copied and never written to.
 *
 * @throws KnownError, or the signal's reason
 */
export async function installFromFolder(source: ImportSource, tools: InstallTools): Promise<InstalledModel> {
  const { store, signal, onProgress } = tools;
  const onWait = (): void => onProgress({ phase: 'waiting', done: 0, total: 0 });
  return await store.locked(source.id, { signal, onWait }, async (signal) => {
    const folder = store.folderOf(source.id);
    const inPlace = await isInPlace(source.folder, folder);
    const installed = await store.find(source.id);
    if (installed && !(inPlace && installed.manifest.adopted)) {
      throw new KnownError(
        'busy',
        sentence`There is already a model '${source.id}': remove it first, or import this one under another id.`,
      );
    }
    const pin = await pinOf(source, tools);
    const held = { ...tools, signal };
    const { owner } = await placeOf(folder);
    try {
      if (inPlace && owner !== 'own') return await adopt(source, folder, owner, held);
      await demandApart(source.folder, folder);
      await prepareFolder(folder, source.id, []);
    } catch (error) {
      throw storageError(error, folder);
    }
    try {
      return await takeAll(source, pin, folder, held);
    } catch (error) {
      // Nothing is kept for a next attempt: an import, unlike a download, is quick to repeat.
      await deleteOwn(folder);
      throw storageError(error, folder);
    }
  });
}

/** Whether the imported folder is the one where the store would keep the model. A link in that place does not count. */
async function isInPlace(source: string, folder: string): Promise<boolean> {
  return (await kindOf(folder)) === 'folder' && (await realpath(source)) === (await realpath(folder));
}

/** Throws when a file would be taken from the folder it is imported to: preparing that folder would delete it. */
async function demandApart(source: string, folder: string): Promise<void> {
  const target = await realpath(folder).catch(() => folder);
  for (const name of MODEL_FILES) {
    const from = await realpath(path.join(source, name));
    if (path.dirname(from) === target) throw inTheWay(from);
  }
}

/** Registers a model in the folder where it is, or anew when its files have changed. They are verified and stay the reader's. */
async function adopt(source: ImportSource, folder: string, owner: Owner, tools: InstallTools): Promise<InstalledModel> {
  const manifest = path.join(folder, MANIFEST_NAME);
  if (owner !== 'adopted' && (await kindOf(manifest)) !== 'nothing') throw inTheWay(manifest);
  const sizes = await sizesOf(folder);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  let done = 0;
  const files: InstalledFile[] = [];
  for (const [at, name] of MODEL_FILES.entries()) {
    const onBytes = (bytes: number): void => tools.onProgress({ phase: 'verifying', done: (done += bytes), total });
    const { sha256 } = await hashFile(path.join(folder, name), sizes[at]!, tools.signal, onBytes);
    files.push(await installedFile(folder, name, sha256));
  }
  tools.signal.throwIfAborted();
  const installedAt = new Date().toISOString();
  return await finish(tools.store, { format: 1, id: source.id, source: 'folder', adopted: true, installedAt, files });
}

async function sizesOf(folder: string): Promise<number[]> {
  return await Promise.all(MODEL_FILES.map(async (name) => (await stat(path.join(folder, name))).size));
}

/** The pin of the catalogue or the record of this machine; only for a cached model, whose repository is known. */
async function pinOf({ id, cached }: ImportSource, { store }: InstallTools): Promise<Pin | undefined> {
  if (!cached) return undefined;
  const shipped = CATALOGUE.find(({ repository }) => repository === cached.repository)?.pin;
  const pin = shipped ?? (await store.recorded(id));
  if (pin && pin.commit !== cached.commit) {
    throw new KnownError(
      'checksum',
      sentence`The cache has a version of ${cached.repository} that this machine does not expect: download the model, or import it under another id.`,
      `cached ${cached.commit}, expected ${pin.commit} (${store.recordFile(id)})`,
    );
  }
  return pin;
}

async function takeAll(
  source: ImportSource,
  pin: Pin | undefined,
  folder: string,
  { store, free, signal, onProgress }: InstallTools,
): Promise<InstalledModel> {
  const total = (await sizesOf(source.folder)).reduce((sum, size) => sum + size, 0);
  if (!source.cached) await demandSpace(folder, total, free);
  let done = 0;
  const onBytes = (bytes: number): void => onProgress({ phase: 'copying', done: (done += bytes), total });
  const installed: InstalledFile[] = [];
  for (const name of MODEL_FILES) {
    const from = await realpath(path.join(source.folder, name));
    const target = path.join(folder, name);
    const partial = `${target}${PARTIAL}`;
    const linked = source.cached !== undefined && (await tryLink(from, partial));
    const { size } = await stat(from);
    const hashes = linked
      ? await hashFile(partial, size, signal, onBytes)
      : await copy(from, partial, size, signal, onBytes);
    await demandContent(source, name, hashes, pin);
    await moveInto(partial, target);
    installed.push(await installedFile(folder, name, hashes.sha256));
  }
  signal.throwIfAborted();
  const { cached } = source;
  if (cached) await store.record(source.id, { commit: cached.commit, files: installed.map(pinned) });
  const license = cached && CATALOGUE.find(({ repository }) => repository === cached.repository)?.license;
  return await finish(store, {
    format: 1,
    id: source.id,
    source: cached ? 'cache' : 'folder',
    ...(cached ? { repository: cached.repository, commit: cached.commit } : {}),
    ...(license === undefined ? {} : { license }),
    installedAt: new Date().toISOString(),
    files: installed,
  });
}

/** The file must match both the cache's own name for its content and the hash that this machine expects. */
async function demandContent(source: ImportSource, name: string, hashes: Hashes, pin: Pin | undefined): Promise<void> {
  const named = source.cached ? await cachedDigest(path.join(source.folder, name)) : undefined;
  const expected = pin?.files.find((file) => file.name === name)?.sha256;
  const isRight = (!named || matches(hashes, named)) && (expected === undefined || expected === hashes.sha256);
  if (isRight) return;
  throw new KnownError(
    'checksum',
    sentence`${name} in ${source.folder} is damaged, so nothing was imported: download the model instead.`,
    `sha256 ${hashes.sha256}, expected ${expected ?? named?.hex ?? '?'}`,
  );
}

/** Tries to give a file a second name. False across disks and on file systems without hard links. */
async function tryLink(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch {
    return false;
  }
}

/** Copies and hashes in one pass, piece by piece. */
async function copy(
  from: string,
  to: string,
  size: number,
  signal: AbortSignal,
  onBytes: (bytes: number) => void,
): Promise<Hashes> {
  const hash = new ContentHash(size);
  const handle = await open(to, 'wx');
  try {
    const stream = createReadStream(from, { highWaterMark: HASHED_AT_ONCE, signal });
    for await (const piece of stream as AsyncIterable<Uint8Array>) {
      hash.update(piece);
      await handle.writeFile(piece);
      onBytes(piece.length);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  return hash.digest();
}
