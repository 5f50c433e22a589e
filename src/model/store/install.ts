import { rm, stat } from 'node:fs/promises';
import * as path from 'node:path';
import { sentence, formatBytes } from '../../core/text/sentence';
import type { ModelSource, Pin } from './catalogue';
import { hashFile, matches, type Hashes } from '../hub/digest';
import { demandSpace, type FreeBytes } from './diskSpace';
import { downloadFile } from '../hub/download';
import { mostBytesOf } from '../modelFolder';
import type { Hub } from '../hub/hub';
import type { HubFile, HubRevision } from '../hub/hubAnswer';
import { type InstalledFile, type Manifest, MODEL_FILES, WEIGHTS, writeManifest } from './manifest';
import { safeFileName } from './names';
import { deleteOwn, PARTIAL, prepareFolder } from './ownership';
import { type RetryPolicy, withRetries } from '../../node/retry';
import type { InstalledModel, ModelStore } from './modelStore';
import { demandConfig, inspectWeights } from './supported';
import { verifyModel } from './verify';
import { KnownError } from '../../core/errors/knownError';
import { storageError } from '../../node/systemErrors';

/** How far an installation has come. */
export interface InstallProgress {
  readonly phase: 'waiting' | 'verifying' | 'downloading' | 'copying';
  /** Bytes on disk, also those of earlier attempts. */
  readonly done: number;
  /** Bytes of all files; 0 while unknown. */
  readonly total: number;
}

/** What an installation needs besides the source. */
export interface InstallTools {
  readonly store: ModelStore;
  readonly free: FreeBytes;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: InstallProgress) => void;
}

/** What a download needs. */
export interface DownloadTools extends InstallTools {
  readonly hub: Hub;
  readonly retry: RetryPolicy;
}

/** The state of a repository that is to be downloaded. */
export interface WantedState {
  readonly commit: string;
  readonly license: string | undefined;
  readonly files: readonly HubFile[];
}

/**
 * Downloads and installs a model, or only its missing and wrong files. The manifest is written last, when everything is verified, so
 * a half-downloaded model never counts as installed. If another window downloads it already, waits and then finds it done.
 *
 * @throws KnownError, or the signal's reason; what has been downloaded so far is kept for the next time
 */
export async function installFromHub(source: ModelSource, tools: DownloadTools): Promise<InstalledModel> {
  const { store, signal, onProgress } = tools;
  const onWait = (): void => onProgress({ phase: 'waiting', done: 0, total: 0 });
  return await store.locked(source.id, { signal, onWait }, async (signal) => {
    const held = { ...tools, signal };
    const intact = await intactModel(source.id, held);
    if (intact) return intact;
    await store.demandPlace(source.id);
    const state = await wantedState(source, held);
    return await fetchAll(source, state, held);
  });
}

/** What a download would fetch: the pinned state, the one recorded on this machine, or what the hub has now. */
export async function wantedState(source: ModelSource, tools: DownloadTools): Promise<WantedState> {
  const { store, hub, retry, signal } = tools;
  const pin = source.pin ?? (await store.recorded(source.id));
  if (pin) return modelFiles(revisionOf(pin), source);
  const revision = await withRetries(retry, signal, () => hub.revision(source.repository, source.revision, signal));
  return modelFiles(revision, source);
}

function revisionOf({ commit, files }: Pin): HubRevision {
  const listed = files.map(({ name, size, sha256 }): HubFile => {
    return { name, size, digest: { algorithm: 'sha256', hex: sha256 } };
  });
  return { commit, license: undefined, files: listed };
}

/** The files of a revision that the model needs. All names in the listing are checked, even of files that are not downloaded. */
function modelFiles({ commit, files, license }: HubRevision, source: ModelSource): WantedState {
  for (const { name } of files) name.split('/').forEach(safeListedPart);
  const wanted = MODEL_FILES.map((name) => {
    const file = files.find((candidate) => candidate.name === name);
    if (file && file.size <= mostBytesOf(name)) return file;
    if (file) throw tooLarge(source, file);
    const sharded = files.some((candidate) => candidate.name === 'model.safetensors.index.json');
    const why = sharded ? sentence`its weights are split over several files` : sentence`it has no ${name}`;
    throw new KnownError(
      'badModel',
      sentence`${source.repository} cannot be used because ${why}: choose a ModernBERT token classifier.`,
    );
  });
  return { commit, license: source.license ?? license, files: wanted };
}

function tooLarge({ repository }: ModelSource, { name, size }: HubFile): KnownError {
  return new KnownError(
    'badModel',
    sentence`${repository} cannot be used because its ${name} has ${formatBytes(size)}, which is too large for a model: choose another one.`,
  );
}

/** Dot files and unusual names are allowed here, but a part that could lead out of the folder shows that the listing is hostile. */
function safeListedPart(part: string): void {
  if (part === '' || part === '.' || part === '..' || /[\\:\0]/.test(part)) safeFileName(part);
}

/** The installed model, if every file is intact. */
async function intactModel(
  id: string,
  { store, signal, onProgress }: InstallTools,
): Promise<InstalledModel | undefined> {
  const model = await store.find(id);
  if (!model) return undefined;
  const onHashed = (done: number, total: number): void => onProgress({ phase: 'verifying', done, total });
  const files = await verifyModel(model, signal, onHashed);
  return files.every(({ state }) => state === 'intact') ? model : undefined;
}

async function fetchAll(source: ModelSource, state: WantedState, tools: DownloadTools): Promise<InstalledModel> {
  const { store, signal, onProgress } = tools;
  const folder = store.folderOf(source.id);
  try {
    await prepareFolder(
      folder,
      source.id,
      state.files.map(({ name }) => name),
    );
    const total = state.files.reduce((sum, { size }) => sum + size, 0);
    let before = 0;
    const kept = await Promise.all(state.files.map((file) => sizeOnDisk(folder, file.name)));
    await demandSpace(folder, Math.max(0, total - kept.reduce((sum, size) => sum + size, 0)), tools.free);

    const installed: InstalledFile[] = [];
    for (const file of state.files) {
      const onReceived = (bytes: number): void => onProgress({ phase: 'downloading', done: before + bytes, total });
      const hashes = await fetchOne(source.repository, state.commit, file, folder, onReceived, tools);
      installed.push(await installedFile(folder, file.name, hashes.sha256));
      if (file.name === MODEL_FILES[0]) await demandConfig(folder);
      before += file.size;
      onProgress({ phase: 'downloading', done: before, total });
    }
    signal.throwIfAborted();
    await store.record(source.id, { commit: state.commit, files: installed.map(pinned) });
    return await finish(store, {
      format: 1,
      id: source.id,
      source: 'hub',
      repository: source.repository,
      commit: state.commit,
      ...(state.license === undefined ? {} : { license: state.license }),
      installedAt: new Date().toISOString(),
      files: installed,
    });
  } catch (error) {
    // A model that cannot be used is not worth keeping for the next time.
    if (error instanceof KnownError && error.code === 'badModel') await deleteOwn(folder);
    throw storageError(error, folder);
  }
}

/** Keeps a file that is there and intact; downloads any other. */
async function fetchOne(
  repository: string,
  commit: string,
  file: HubFile,
  folder: string,
  onReceived: (bytes: number) => void,
  { hub, retry, signal }: DownloadTools,
): Promise<Hashes> {
  const target = path.join(folder, file.name);
  const present = await stat(target).catch(() => undefined);
  if (present?.size === file.size) {
    const hashes = await hashFile(target, file.size, signal);
    if (matches(hashes, file.digest)) return hashes;
  }
  await rm(target, { force: true });
  const source = (offset: number, signal: AbortSignal) => hub.open(repository, commit, file, offset, signal);
  const inspect =
    file.name === WEIGHTS
      ? (partial: string, received: number) => inspectWeights(folder, partial, received, file.size)
      : undefined;
  return await downloadFile({ file, target, source, inspect, retry, signal, onReceived });
}

/** Writes the manifest, which makes the model installed. */
export async function finish(store: ModelStore, manifest: Manifest): Promise<InstalledModel> {
  const folder = store.folderOf(manifest.id);
  await writeManifest(folder, manifest);
  return { id: manifest.id, folder, manifest };
}

/** A verified file as the manifest records it. */
export async function installedFile(folder: string, name: string, sha256: string): Promise<InstalledFile> {
  const { size, mtimeMs } = await stat(path.join(folder, name));
  return { name, size, sha256, mtimeMs };
}

export function pinned({ name, size, sha256 }: InstalledFile): Pin['files'][number] {
  return { name, size, sha256 };
}

/** Size of a file on disk, complete or partial, bytes. */
async function sizeOnDisk(folder: string, name: string): Promise<number> {
  const size = (file: string): Promise<number> =>
    stat(file).then(
      ({ size }) => size,
      () => 0,
    );
  return Math.max(await size(path.join(folder, name)), await size(path.join(folder, `${name}${PARTIAL}`)));
}
