import * as path from 'node:path';
import * as v from 'valibot';
import { readJson, writeWhole } from '../../node/files';
import { isFileName, isModelId } from './names';

/** The file that makes a folder an installed model, so it is written last. */
export const MANIFEST_NAME = 'manifest.json';

export const WEIGHTS = 'model.safetensors';
/** The files that the engine reads, in download order: the config comes first, because it tells whether the model can be used at all. */
export const MODEL_FILES = ['config.json', 'tokenizer.json', 'tokenizer_config.json', WEIGHTS] as const;
/** The files without which texts cannot be cut into a model's tokens. A model that runs elsewhere needs no others here. */
export const TOKENIZER_FILES = ['config.json', 'tokenizer.json'] as const;

/** A file as it was when it was verified. */
export interface InstalledFile {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  readonly sha256: string;
  /** When it was last written, milliseconds since 1970: a file with another time is hashed again before it is used. */
  readonly mtimeMs: number;
}

/** What is known of an installed model. */
export interface Manifest {
  readonly format: 1;
  readonly id: string;
  /** Where the files came from: a hub, a Hugging Face cache, or a folder. */
  readonly source: 'hub' | 'cache' | 'folder';
  /** The reader put the files in this folder: they are used, but never deleted or replaced. */
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

const FILE: v.GenericSchema<unknown, InstalledFile> = v.object({
  name: v.pipe(v.string(), v.check(isFileName)),
  size: v.pipe(v.number(), v.safeInteger()),
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  mtimeMs: v.number(),
});

const MANIFEST: v.GenericSchema<unknown, Manifest> = v.object({
  format: v.literal(1),
  id: v.pipe(v.string(), v.check(isModelId)),
  source: v.picklist(['hub', 'cache', 'folder']),
  adopted: v.exactOptional(v.boolean()),
  repository: v.exactOptional(v.string()),
  commit: v.exactOptional(v.string()),
  license: v.exactOptional(v.string()),
  installedAt: v.string(),
  files: v.pipe(
    v.array(FILE),
    v.check((files) => MODEL_FILES.every((name) => files.some((file) => file.name === name))),
  ),
});

/** Reads the manifest of a folder; undefined when it is missing or not valid. */
export async function readManifest(folder: string): Promise<Manifest | undefined> {
  const value = await readJson(path.join(folder, MANIFEST_NAME));
  return v.is(MANIFEST, value) ? (value as Manifest) : undefined;
}

export async function writeManifest(folder: string, manifest: Manifest): Promise<void> {
  await writeWhole(path.join(folder, MANIFEST_NAME), `${JSON.stringify(manifest, undefined, 2)}\n`);
}
