import { existsSync } from 'node:fs';
import * as path from 'node:path';
import { KnownError } from '../core/errors/knownError';
import { DEFAULT_SERVER_LIMITS, engineOfModel, engineOnServer } from '../inference/modelEngine';
import type { EngineSpec, LocalSpec } from '../inference/protocol';
import { parseServerToken, parseServerUrl } from '../inference/server/address';
import { TOKENIZER_FILES } from '../model/store/manifest';
import { ModelStore } from '../model/store/modelStore';
import { countOf } from './command';
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

/** The nearest folder above this file with a package.json. For a bundle that was copied elsewhere: the parent of the bundle's folder. */
function packageRoot(): string {
  let folder = __dirname;
  while (!existsSync(path.join(folder, 'package.json'))) {
    const above = path.dirname(folder);
    if (above === folder) return path.dirname(__dirname);
    folder = above;
  }
  return folder;
}

/** The options of every command that can have a server run its model. */
export const SERVER_OPTIONS = {
  server: { type: 'string' },
  'server-model': { type: 'string' },
  'server-batch': { type: 'string' },
  'server-requests': { type: 'string' },
  'allow-http': { type: 'boolean' },
} as const;
export const SERVER_HELP = `--server URL         have a server run the model (Open Inference Protocol): the text goes there as token ids;
                         EVIDENCE_LENS_SERVER_TOKEN is its token, and of --model only config.json and the tokenizer are needed here
    --server-model NAME  the model's name on the server (default: the id of the model)
    --server-batch N     most windows in a request (default ${DEFAULT_SERVER_LIMITS.batch})
    --server-requests N  most requests at the same time (default ${DEFAULT_SERVER_LIMITS.requests})
    --allow-http         send to another machine without encryption`;

/** What these options are set to. */
export type ServerValues = Readonly<
  Partial<Record<Exclude<keyof typeof SERVER_OPTIONS, 'allow-http'> | 'models-dir', string>>
> & { readonly 'allow-http'?: boolean };

/** Finds the engine for `--model`, on the server of `--server` if there is one. Rejects with a `KnownError`. */
export async function engineFor(model: string, values: ServerValues): Promise<EngineSpec> {
  const { server, 'models-dir': modelsDir } = values;
  if (server === undefined) return await engineOf(model, modelsDir);
  const store = storeAt(modelsDir);
  const found = await resolveModel(model, store, process.cwd(), TOKENIZER_FILES);
  if (found.kind === 'keyword') {
    throw new KnownError('usage', '--server needs a model: keyword matching has none that a server could run');
  }
  const token = parseServerToken(process.env['EVIDENCE_LENS_SERVER_TOKEN']);
  return engineOnServer(model, found.folder, {
    url: parseServerUrl(server, values['allow-http'] === true),
    model: values['server-model'],
    ...(token === undefined ? {} : { token }),
    batch: countOf(values['server-batch'] ?? String(DEFAULT_SERVER_LIMITS.batch), '--server-batch', 1),
    requests: countOf(values['server-requests'] ?? String(DEFAULT_SERVER_LIMITS.requests), '--server-requests', 1),
  });
}

/** Finds the engine for `--model`: `keyword`, the model that ships, the id of an installed model or a model's folder. Rejects with a `KnownError`. */
export async function engineOf(model: string, modelsDir?: string): Promise<LocalSpec> {
  const store = storeAt(modelsDir);
  return await engineOfModel(await resolveModel(model, store, process.cwd()), store, 0);
}
