import { randomBytes } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import * as path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Pin } from './catalogue';
import { canonicalId } from './catalogue';
import { StoreError, storageError, systemCode } from './storeError';
import { readJson, writeWhole } from './files';
import { withLock, type LockOptions } from './lock';
import { isFields, type Manifest, MANIFEST_NAME, readManifest } from './manifest';
import { folderName } from './names';

/** A model that is there and was verified when it came. */
export interface InstalledModel {
  readonly id: string;
  readonly folder: string;
  readonly manifest: Manifest;
}

/** A model of the store, also one whose download was interrupted. */
export interface StoredModel {
  readonly id: string;
  readonly folder: string;
  /** Bytes on disk. */
  readonly bytes: number;
  /** Absent for an incomplete one. */
  readonly manifest: Manifest | undefined;
}

/** Folders of the store that hold no model. */
const LOCKS = '.locks';
const RECORDS = '.records';
const REMOVED = '.removed-';
const RENAME_ATTEMPTS = 10;
const RENAME_PAUSE_MS = 100;

/**
 * The models on this machine: a folder for each, which holds real files (onnxruntime follows no links) and is an installed model
 * as soon as it has a manifest. Everything here is the store's own; a reader's folders are never written.
 */
export class ModelStore {
  /**
   * @param root the folder of the store
   * @param shipped the folder of the model that comes with the extension: it is no part of the store, and never written
   */
  constructor(
    readonly root: string,
    readonly shipped: string,
  ) {}

  /** Where a model lives or would live. Throws `badName` for what is no id. */
  folderOf(id: string): string {
    return path.join(this.root, folderName(canonicalId(id)));
  }

  /** An installed model; undefined when there is none, or an incomplete one. */
  async find(id: string): Promise<InstalledModel | undefined> {
    const folder = this.folderOf(id);
    const manifest = await readManifest(folder);
    return manifest && { id: canonicalId(id), folder, manifest };
  }

  /** All models, by id. */
  async list(): Promise<readonly StoredModel[]> {
    const entries = await readdir(this.root, { withFileTypes: true }).catch((error: unknown) => {
      if (systemCode(error) === 'ENOENT') return [];
      throw storageError(error, this.root);
    });
    const folders = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'));
    const models = await Promise.all(folders.map(({ name }) => this.stored(path.join(this.root, name))));
    return models.filter((model) => model !== undefined).sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  /**
   * Removes a model, complete or not; what its download must match next time stays known.
   *
   * @throws StoreError `notInstalled` when there is nothing of it, `busy` when its files are in use (Windows)
   */
  async remove(id: string, lock: LockOptions): Promise<void> {
    const folder = this.folderOf(id);
    await this.locked(id, lock, async () => {
      try {
        // Without its manifest it is no model any more, whatever happens to the rest.
        await rm(path.join(folder, MANIFEST_NAME), { force: true });
        const aside = path.join(this.root, `${REMOVED}${randomBytes(4).toString('hex')}`);
        await renameWhenFree(folder, aside);
        await rm(aside, { recursive: true, force: true, maxRetries: 3 });
      } catch (error) {
        if (systemCode(error) === 'ENOENT') {
          throw new StoreError(
            'notInstalled',
            `There is no model '${id}' here: 'model list' or the status item shows what there is.`,
          );
        }
        throw storageError(error, folder);
      }
    });
  }

  /** Does work on a model while no other window or command does. */
  async locked<T>(id: string, options: LockOptions, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    try {
      return await withLock(path.join(this.root, LOCKS, `${folderName(canonicalId(id))}.lock`), options, work);
    } catch (error) {
      throw storageError(error, this.root);
    }
  }

  /** What the first download of this machine got: later ones must match. */
  async recorded(id: string): Promise<Pin | undefined> {
    const value = await readJson(this.recordFile(id));
    return isPin(value) ? value : undefined;
  }

  async record(id: string, pin: Pin): Promise<void> {
    const file = this.recordFile(id);
    await mkdir(path.dirname(file), { recursive: true });
    await writeWhole(file, `${JSON.stringify(pin, undefined, 2)}\n`);
  }

  /** Where the record of a model is: removing this file accepts another state of the repository. */
  recordFile(id: string): string {
    return path.join(this.root, RECORDS, `${folderName(canonicalId(id))}.json`);
  }

  private async stored(folder: string): Promise<StoredModel | undefined> {
    const manifest = await readManifest(folder);
    const entries = await readdir(folder, { withFileTypes: true, recursive: true });
    const files = entries.filter((entry) => entry.isFile());
    const sizes = await Promise.all(
      files.map(async ({ parentPath, name }) => (await stat(path.join(parentPath, name))).size),
    );
    const bytes = sizes.reduce((sum, size) => sum + size, 0);
    if (!manifest && bytes === 0) return undefined;
    return { id: manifest?.id ?? path.basename(folder).replace('--', '/'), folder, bytes, manifest };
  }
}

/** Renames a folder whose files a process that has just ended may still hold (Windows). */
async function renameWhenFree(from: string, to: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await rename(from, to);
      return;
    } catch (error) {
      const isHeld = ['EBUSY', 'EPERM', 'EACCES'].includes(systemCode(error));
      if (!isHeld || attempt === RENAME_ATTEMPTS) throw error;
      await delay(RENAME_PAUSE_MS);
    }
  }
}

function isPin(value: unknown): value is Pin {
  if (!isFields(value) || typeof value['commit'] !== 'string' || !Array.isArray(value['files'])) return false;
  return value['files'].every(
    (file: unknown) =>
      isFields(file) &&
      typeof file['name'] === 'string' &&
      typeof file['sha256'] === 'string' &&
      Number.isSafeInteger(file['size']),
  );
}
