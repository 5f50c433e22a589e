import { existsSync } from 'node:fs';
import * as path from 'node:path';
import { engineOfModel } from '../inference/modelEngine';
import type { EngineSpec } from '../inference/protocol';
import { ModelStore } from '../model/store/modelStore';
import { defaultModelsFolder, expandHome, SHIPPED_FOLDER, resolveModel } from '../model/store/resolve';

/** The option by which every command that runs a model says where models live. */
export const MODELS_DIR_OPTION = { 'models-dir': { type: 'string' } } as const;
export const MODELS_DIR_HELP = `--models-dir DIR     the folder of the models (default: EVIDENCE_LENS_MODELS, or a folder in the user's data)`;

/** The models of this machine: where the option says, or EVIDENCE_LENS_MODELS, or in the user's data folder. */
export function storeAt(option: string | undefined): ModelStore {
  const named = option ?? process.env['EVIDENCE_LENS_MODELS'] ?? '';
  return new ModelStore(
    named === '' ? defaultModelsFolder() : path.resolve(expandHome(named)),
    path.join(packageRoot(), ...SHIPPED_FOLDER),
  );
}

/** The folder of this package: above `dist/` where it is built, further up where it runs from its sources. A bundle that was copied away has none. */
function packageRoot(): string {
  let folder = __dirname;
  while (!existsSync(path.join(folder, 'package.json'))) {
    const above = path.dirname(folder);
    if (above === folder) return path.dirname(__dirname);
    folder = above;
  }
  return folder;
}

/** Finds the engine that `--model` names: `keyword`, the model that ships, the id of an installed model, or the folder of a model. Rejects with a `KnownError`. */
export async function engineOf(model: string, modelsDir?: string): Promise<EngineSpec> {
  const store = storeAt(modelsDir);
  return await engineOfModel(await resolveModel(model, store, process.cwd()), store, 0);
}
