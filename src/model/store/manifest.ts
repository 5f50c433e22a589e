import * as path from 'node:path';
import { readJson, writeWhole } from '../../node/files';
import { isFileName, isModelId } from './names';

/** The file that makes a folder an installed model: it is written last. */
export const MANIFEST_NAME = 'manifest.json';

export const WEIGHTS = 'model.safetensors';
/** The files of a model that the engine reads, in the order in which they are fetched: the config tells whether the rest is of use. */
export const MODEL_FILES = ['config.json', 'tokenizer.json', 'tokenizer_config.json', WEIGHTS] as const;

/** A file as it was when it was verified. */
export interface InstalledFile {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  readonly sha256: string;
  /** When it was last written, milliseconds: a file that was touched since is hashed again before it is used. */
  readonly mtimeMs: number;
}

/** What is known of an installed model. */
export interface Manifest {
  readonly format: 1;
  readonly id: string;
  /** Where the files came from: a hub, a Hugging Face cache, or a folder. */
  readonly source: 'hub' | 'cache' | 'folder';
  /** The reader put the files where they are: they are used, and never deleted or replaced. */
  readonly adopted?: boolean;
  /** `ORGANISATION/NAME`; absent for a folder. */
  readonly repository?: string;
  /** Absent for a folder. */
  readonly commit?: string;
  readonly license?: string;
  /** ISO 8601. */
  readonly installedAt: string;
  readonly files: readonly InstalledFile[];
}

/** Reads the manifest of a folder; undefined when there is none that holds what it must. */
export async function readManifest(folder: string): Promise<Manifest | undefined> {
  const value = await readJson(path.join(folder, MANIFEST_NAME));
  return isManifest(value) ? value : undefined;
}

export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  await writeWhole(path.join(folder, MANIFEST_NAME), `${JSON.stringify(manifest, undefined, 2)}\n`);
}

function isManifest(value: unknown): value is Manifest {
  if (!isFields(value) || value['format'] !== 1) return false;
  const { id, files, installedAt } = value;
  if (typeof id !== 'string' || !isModelId(id) || typeof installedAt !== 'string') return false;
  if (!['hub', 'cache', 'folder'].includes(String(value['source'])) || !Array.isArray(files)) return false;
  const optional = [value['repository'], value['commit'], value['license']];
  if (value['adopted'] !== undefined && typeof value['adopted'] !== 'boolean') return false;
  if (!optional.every((text) => text === undefined || typeof text === 'string')) return false;
  return files.every(isInstalledFile) && MODEL_FILES.every((name) => files.some((file) => file.name === name));
}

function isInstalledFile(value: unknown): value is InstalledFile {
  if (!isFields(value)) return false;
  const { name, size, sha256, mtimeMs } = value;
  return (
    typeof name === 'string' &&
    isFileName(name) &&
    Number.isSafeInteger(size) &&
    typeof sha256 === 'string' &&
    /^[0-9a-f]{64}$/.test(sha256) &&
    typeof mtimeMs === 'number'
  );
}

/** Whether a value has fields that can be looked at. */
export function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
