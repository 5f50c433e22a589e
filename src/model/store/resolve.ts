import { stat } from 'node:fs/promises';
import * as path from 'node:path';
import { type Sentence, sentence } from '../../core/text/sentence';
import { parseModelName, sourceOf } from './catalogue';
import { MODEL_FILES } from './manifest';
import type { InstalledModel, ModelStore } from './modelStore';
import { expandHome } from './place';
import { demandIntact } from './verify';
import { KnownError } from '../../core/errors/knownError';

/** What a value of `evidence.model` or `--model` stands for on this machine. */
export type ResolvedModel =
  | { readonly kind: 'keyword' }
  | {
      readonly kind: 'folder';
      readonly folder: string;
      /** Absent for a folder of the reader's own, which nothing is known of and nothing may be written to. */
      readonly installed?: InstalledModel;
      /** Whether it is the model that comes with the extension. */
      readonly isShipped?: boolean;
    };

/**
 * Finds the model that a name stands for, and makes sure that it is still what was installed.
 *
 * @param base where relative paths begin; without it only absolute ones are folders
 * @throws KnownError `modelNotInstalled`, `damagedModel`, or `badModel` for a folder without a model
 */
export async function resolveModel(name: string, store: ModelStore, base?: string): Promise<ResolvedModel> {
  const parsed = parseModelName(name);
  if (parsed.kind === 'keyword') return parsed;
  if (parsed.kind === 'shipped') return await shippedModel(store.shipped);
  if (parsed.kind === 'folder') return await ownFolder(parsed.folder, base);
  const installed = await store.find(parsed.id);
  if (installed) {
    await demandIntact(installed);
    return { kind: 'folder', folder: installed.folder, installed };
  }
  if (base !== undefined && (await isFolder(path.resolve(base, name)))) return await ownFolder(name, base);
  throw new KnownError('modelNotInstalled', missing(parsed.id));
}

function missing(id: string): Sentence {
  if (sourceOf(id)) return sentence`The model '${id}' is not installed: download it, or answer by keywords.`;
  return sentence`There is no model '${id}' here: give the id of one that is installed, its name on the hub (ORGANISATION/NAME), or a folder.`;
}

async function ownFolder(written: string, base: string | undefined): Promise<ResolvedModel> {
  const expanded = expandHome(written);
  if (base === undefined && !path.isAbsolute(expanded)) {
    throw new KnownError(
      'badModel',
      sentence`'${written}' is neither the id of a model nor the full path of a folder: give one of these.`,
    );
  }
  const folder = path.resolve(base ?? '', expanded);
  const missing = await missingFile(folder);
  if (missing !== undefined) {
    throw new KnownError(
      'badModel',
      sentence`${folder} is no folder of a model because it has no ${missing}: choose another one.`,
    );
  }
  return { kind: 'folder', folder };
}

async function shippedModel(folder: string): Promise<ResolvedModel> {
  const missing = await missingFile(folder);
  if (missing === undefined) return { kind: 'folder', folder, isShipped: true };
  throw new KnownError(
    'damagedModel',
    sentence`The model that comes with Evidence Lens is not whole, it has no ${missing}: install Evidence Lens again, or answer by keywords.`,
    folder,
  );
}

/** The first file of a model that a folder lacks. */
async function missingFile(folder: string): Promise<string | undefined> {
  for (const name of MODEL_FILES) {
    const found = await stat(path.join(folder, name)).catch(() => undefined);
    if (!found?.isFile()) return name;
  }
  return undefined;
}

async function isFolder(place: string): Promise<boolean> {
  return await stat(place).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
