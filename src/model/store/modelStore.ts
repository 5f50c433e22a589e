import { readdir, stat } from 'node:fs/promises';
import * as path from 'node:path';
import * as v from 'valibot';
import { COUNT } from '../../core/storage/schemas';
import { sentence } from '../../core/text/sentence';
import type { Pin } from './catalogue';
import { canonicalId } from './catalogue';
import { kindOf, makeFolder, readJson, writeWhole } from '../../node/files';
import { withLock, type LockOptions } from '../../node/lock';
import { type Manifest, MODEL_FILES } from './manifest';
import { folderName } from './names';
import { deleteOwn, MARKER_NAME, ownFiles, type Place, placeOf } from './ownership';
import { KnownError } from '../../core/errors/knownError';
import { inTheWay, storageError, systemCode } from '../../node/systemErrors';

/** A complete model that was verified when it was installed. */
export interface InstalledModel {
  readonly id: string;
  readonly folder: string;
  readonly manifest: Manifest;
}

/** A model in the store, also one whose download was interrupted. */
export interface StoredModel {
  readonly id: string;
  readonly folder: string;
  /** Bytes on disk. */
  readonly bytes: number;
  /** Missing for an incomplete model. */
  readonly manifest: Manifest | undefined;
}

const PIN: v.GenericSchema<unknown, Pin> = v.object({
  commit: v.string(),
  files: v.array(v.object({ name: v.string(), size: COUNT, sha256: v.string() })),
});

/** Folders of the store that do not hold models. */
const LOCKS = '.locks';
const RECORDS = '.records';

/**
 * The models on this machine. Each has a folder of real files (onnxruntime does not follow symbolic links), and counts as installed
 * when the folder has a manifest. The store's folder may also hold other files of the reader: what the store has not written
 * (see `ownership.ts`) is neither listed nor touched.
 */
export class ModelStore {
  /**
   * @param root the folder of the store
   * @param shipped the folder of the model that comes with the extension: it is not part of the store and never written to
   */
  constructor(
    readonly root: string,
    readonly shipped: string,
  ) {}

  /** The folder of a model, whether or not it is there. Throws `badName` for a text that is not an id. */
  folderOf(id: string): string {
    return path.join(this.root, folderName(canonicalId(id)));
  }

  /** An installed model; undefined when it is missing or incomplete. */
  async find(id: string): Promise<InstalledModel | undefined> {
    const folder = this.folderOf(id);
    const { manifest } = await this.place(folder);
    return manifest && { id: canonicalId(id), folder, manifest };
  }

  /** All models, by id. */
  async list(): Promise<readonly StoredModel[]> {
    const entries = await readdir(this.root, { withFileTypes: true }).catch((error: unknown) => {
      if (systemCode(error) === 'ENOENT') return [];
      throw storageError(error, this.root);
    });
    const folders = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'));
    const models = await Promise.all(
      // A folder that cannot be read does not belong to the store.
      folders.map(({ name }) => stored(path.join(this.root, name)).catch(() => undefined)),
    );
    return models.filter((model) => model !== undefined).sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  /**
   * Removes a model, complete or not. Only files that the store wrote are deleted; the record of what its next download must match stays.
   *
   * @returns whether other files are left in the folder
   * @throws KnownError `modelNotInstalled` when nothing of it is there, `inTheWay` for a folder that the store did not write, `busy`
   *   when its files are in use (Windows)
   */
  async remove(id: string, lock: LockOptions): Promise<boolean> {
    const folder = this.folderOf(id);
    await this.demandOwn(id, folder);
    return await this.locked(id, lock, async () => {
      await this.demandOwn(id, folder);
      await deleteOwn(folder);
      return (await kindOf(folder)) !== 'nothing';
    });
  }

  /** Runs work on a model while no other window or command works on it. */
  async locked<T>(id: string, options: LockOptions, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    try {
      return await withLock(path.join(this.root, LOCKS, `${folderName(canonicalId(id))}.lock`), options, work);
    } catch (error) {
      throw storageError(error, this.root);
    }
  }

  /**
   * The state that this machine downloaded first: later downloads must match it.
   *
   * @throws KnownError `inTheWay` for a file that is not a record, because it would be overwritten
   */
  async recorded(id: string): Promise<Pin | undefined> {
    const file = this.recordFile(id);
    const value = await readJson(file);
    if (v.is(PIN, value)) return value as Pin;
    if ((await kindOf(file)) !== 'nothing') throw inTheWay(file);
    return undefined;
  }

  async record(id: string, pin: Pin): Promise<void> {
    const file = this.recordFile(id);
    await makeFolder(path.dirname(file));
    await writeWhole(file, `${JSON.stringify(pin, undefined, 2)}\n`);
  }

  /** The file with the record of a model. Deleting it allows another state of the repository. */
  recordFile(id: string): string {
    return path.join(this.root, RECORDS, `${folderName(canonicalId(id))}.json`);
  }

  private async place(folder: string): Promise<Place> {
    try {
      return await placeOf(folder);
    } catch (error) {
      throw storageError(error, folder);
    }
  }

  /**
   * Checks that a model can be written to its folder, before the hub is asked for it.
   *
   * @throws KnownError `inTheWay`
   */
  async demandPlace(id: string): Promise<void> {
    const folder = this.folderOf(id);
    if ((await this.place(folder)).owner === 'foreign') throw inTheWay(folder);
  }

  private async demandOwn(id: string, folder: string): Promise<void> {
    await this.demandPlace(id);
    if ((await this.place(folder)).owner !== 'nothing') return;
    throw new KnownError(
      'modelNotInstalled',
      sentence`There is no model '${id}' here: 'model list' or the status item shows the installed models.`,
    );
  }
}

async function stored(folder: string): Promise<StoredModel | undefined> {
  const { owner, id, manifest } = await placeOf(folder);
  if (id === undefined) return undefined;
  const own = await ownFiles(folder, owner);
  const readers = owner === 'adopted' ? MODEL_FILES.map((name) => path.join(folder, name)) : [];
  const counted = [...own, ...readers].filter((file) => path.basename(file) !== MARKER_NAME);
  const sizes = await Promise.all(
    counted.map((file) =>
      stat(file).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  if (!manifest && bytes === 0) return undefined;
  return { id, folder, bytes, manifest };
}
