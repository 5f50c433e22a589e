import { existsSync } from 'node:fs';
import * as path from 'node:path';
import { engineOfModel } from '../inference/modelEngine';
import type { EngineSpec } from '../inference/protocol';
import { ModelStore } from '../model/store/modelStore';
import { defaultModelsFolder, expandHome, SHIPPED_FOLDER, resolveModel } from '../model/store/resolve';

/** The option of every command that runs a model: the folder of the models. */
export const MODELS_DIR_OPTION = { 'models-dir': { type: 'string' } } as const;
export const MODELS_DIR_HELP = `--models-dir DIR     the folder of the models (default: EVIDENCE_LENS_MODELS, or a folder in the user's data)`;

/** The models on this machine: in the folder that the option names, else EVIDENCE_LENS_MODELS, else in the folder of the user's data. */
export function storeAt(option: string | undefined): ModelStore {
  const named = option ?? process.env['EVIDENCE_LENS_MODELS'] ?? '';
  return new ModelStore(
    named === '' ? defaultModelsFolder() : path.resolve(expandHome(named)),
    path.join(packageRoot(), ...SHIPPED_FOLDER),
  );
}

/** The nearest folder above this file with a package.json. A bundle that was copied elsewhere has none; then the folder above the bundle's. */
function packageRoot(): string {
  let folder = __dirname;
  while (!existsSync(path.join(folder, 'package.json'))) {
    const above = path.dirname(folder);
    if (above === folder) return path.dirname(__dirname);
    folder = above;
  }
  return folder;
}

/** Finds the engine for `--model`: `keyword`, the model that ships, the id of an installed model or a model's folder. Rejects with a `KnownError`. */
export async function engineOf(model: string, modelsDir?: string): Promise<EngineSpec> {
  const store = storeAt(modelsDir);
  return await engineOfModel(await resolveModel(model, store, process.cwd()), store, 0);
}
