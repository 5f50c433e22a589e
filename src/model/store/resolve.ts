import { homedir } from 'node:os';
import { stat } from 'node:fs/promises';
import * as path from 'node:path';
import { type Sentence, sentence } from '../../core/text/sentence';
import { parseModelName, sourceOf } from './catalogue';
import { MODEL_FILES } from './manifest';
import type { InstalledModel, ModelStore } from './modelStore';
import { demandIntact } from './verify';
import { KnownError } from '../../core/errors/knownError';
import { isFolder } from '../../node/files';

/** What a value of `evidence.model` or `--model` means on this machine. */
export type ResolvedModel =
  | { readonly kind: 'keyword' }
  | {
      readonly kind: 'folder';
      readonly folder: string;
      /** Missing for the reader's own folder, which has no manifest and must not be written to. */
      readonly installed?: InstalledModel;
      /** Whether it is the model that comes with the extension. */
      readonly isShipped?: boolean;
    };

/**
 * Finds the model that a name means, and checks that it is still what was installed.
 *
 * @param base the folder that relative paths start from; without it only absolute paths are folders
 * @param needed the files that the model must have here
 * @throws KnownError `modelNotInstalled`, `damagedModel`, or `badModel` for a folder without a model
 */
export async function resolveModel(
  name: string,
  store: ModelStore,
  base?: string,
  needed: readonly string[] = MODEL_FILES,
): Promise<ResolvedModel> {
  const parsed = parseModelName(name);
  if (parsed.kind === 'keyword') return parsed;
  if (parsed.kind === 'shipped') return await shippedModel(store.shipped);
  if (parsed.kind === 'folder') return await ownFolder(parsed.folder, base, needed);
  const installed = await store.find(parsed.id);
  if (installed) {
    await demandIntact(installed);
    return { kind: 'folder', folder: installed.folder, installed };
  }
  if (base !== undefined && (await isFolder(path.resolve(base, name)))) return await ownFolder(name, base, needed);
  throw new KnownError('modelNotInstalled', missing(parsed.id));
}

function missing(id: string): Sentence {
  if (sourceOf(id)) return sentence`The model '${id}' is not installed: download it, or answer by keywords.`;
  return sentence`There is no model '${id}' here: give the id of an installed model, its name on the hub (ORGANISATION/NAME), or a folder.`;
}

async function ownFolder(written: string, base: string | undefined, needed: readonly string[]): Promise<ResolvedModel> {
  const expanded = expandHome(written);
  if (base === undefined && !path.isAbsolute(expanded)) {
    throw new KnownError(
      'badModel',
      sentence`'${written}' is neither a model id nor the full path of a folder: give one of these.`,
    );
  }
  const folder = path.resolve(base ?? '', expanded);
  const missing = await missingFile(folder, needed);
  if (missing !== undefined) {
    throw new KnownError(
      'badModel',
      sentence`${folder} is not a model folder because it has no ${missing}: choose another one.`,
    );
  }
  return { kind: 'folder', folder };
}

async function shippedModel(folder: string): Promise<ResolvedModel> {
  const missing = await missingFile(folder, MODEL_FILES);
  if (missing === undefined) return { kind: 'folder', folder, isShipped: true };
  throw new KnownError(
    'damagedModel',
    sentence`The model that comes with Evidence Lens is incomplete because it has no ${missing}: install Evidence Lens again, or answer by keywords.`,
    folder,
  );
}

/** The first of some files that is missing in a folder. */
async function missingFile(folder: string, names: readonly string[]): Promise<string | undefined> {
  for (const name of names) {
    const found = await stat(path.join(folder, name)).catch(() => undefined);
    if (!found?.isFile()) return name;
  }
  return undefined;
}

/** Where the command line keeps models by default: the user's data folder, by each system's own rules. */
export function defaultModelsFolder(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string {
  const data =
    platform === 'win32'
      ? (env['LOCALAPPDATA'] ?? path.join(home, 'AppData', 'Local'))
      : platform === 'darwin'
        ? path.join(home, 'Library', 'Application Support')
        : env['XDG_DATA_HOME'] || path.join(home, '.local', 'share');
  return path.join(data, 'evidence-lens', 'models');
}

/** The folder of the model that ships, relative to the folder of the package. */
export const SHIPPED_FOLDER = ['models', 'small'] as const;

/** A path as a person writes it, with `~` for the home folder. */
export function expandHome(folder: string, home: string = homedir()): string {
  return folder === '~' || /^~[/\\]/.test(folder) ? path.join(home, folder.slice(1)) : folder;
}
