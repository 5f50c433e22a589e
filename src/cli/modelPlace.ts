import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import * as path from 'node:path';
import { KnownError } from '../core/errors/knownError';
import { oneLine } from '../core/text/harmless';
import { written } from '../core/text/sentence';
import type { InferenceClient } from '../inference/client';
import { DEFAULT_SERVER_LIMITS, engineOfModel, engineOnServer } from '../inference/modelEngine';
import { describeDevice } from '../inference/modelReport';
import type { EngineSpec, LocalSpec } from '../inference/protocol';
import { parseServerToken, parseServerUrl } from '../inference/server/address';
import { TOKENIZER_FILES } from '../model/store/manifest';
import { ModelStore } from '../model/store/modelStore';
import { countOf } from './command';
import { defaultModelsFolder, expandHome, SHIPPED_FOLDER, resolveModel } from '../model/store/resolve';

/** The option of every command that runs a model: the folder of the models. */
export const MODELS_DIR_OPTION = { 'models-dir': { type: 'string' } } as const;
export const MODELS_DIR_HELP = `--models-dir DIR     the folder of the models (default: EVIDENCE_LENS_MODELS, or a folder in the user's data)`;

/** What a model may run on: the values of `evidence.device`. */
const DEVICES = ['auto', 'cpu', 'gpu'] as const;
type DeviceChoice = (typeof DEVICES)[number];
/** With this default, answers are the published ones on every machine, whatever was measured there. */
const DEFAULT_DEVICE: DeviceChoice = 'cpu';

/** The option that says what a model on this machine runs on. */
export const DEVICE_OPTION = { device: { type: 'string' } } as const;
const DEVICE_HELP = `--device D           what a model on this machine runs on: cpu, gpu, or auto for the GPU if 'model check --device auto'
                         has measured that it gives the same answers sooner (default ${DEFAULT_DEVICE})`;

/** The models on this machine: in the folder that the option names, else EVIDENCE_LENS_MODELS, else in the folder of the user's data. */
export function storeAt(option: string | undefined): ModelStore {
  const named = option ?? process.env['EVIDENCE_LENS_MODELS'] ?? '';
  return new ModelStore(
    named === '' ? defaultModelsFolder() : path.resolve(expandHome(named)),
    path.join(packageRoot(), ...SHIPPED_FOLDER),
  );
}

/** Reads the paper that ships with the extension. */
export async function samplePaper(): Promise<string> {
  return await readFile(path.join(packageRoot(), 'samples', 'evidence-lens.md'), 'utf8');
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

/** The options of every command that answers by a model: where its files are, and what runs it. */
export const ENGINE_OPTIONS = {
  ...MODELS_DIR_OPTION,
  ...DEVICE_OPTION,
  server: { type: 'string' },
  'server-model': { type: 'string' },
  'server-batch': { type: 'string' },
  'server-requests': { type: 'string' },
  'allow-http': { type: 'boolean' },
} as const;
export const ENGINE_HELP = `${MODELS_DIR_HELP}
    ${DEVICE_HELP}
    --server URL         have a server run the model (Open Inference Protocol): the text goes there as token ids;
                         EVIDENCE_LENS_SERVER_TOKEN is its token, and of --model only config.json and the tokenizer are needed here
    --server-model NAME  the model's name on the server (default: the id of the model)
    --server-batch N     most windows in a request (default ${DEFAULT_SERVER_LIMITS.batch})
    --server-requests N  most requests at the same time (default ${DEFAULT_SERVER_LIMITS.requests})
    --allow-http         send to another machine without encryption`;

/** What these options are set to. */
export type EngineValues = Readonly<
  Partial<Record<Exclude<keyof typeof ENGINE_OPTIONS, 'allow-http'>, string | undefined>>
> & { readonly 'allow-http'?: boolean };

/** Finds the engine for `--model`, on the server of `--server` if there is one. Rejects with a `KnownError`. */
export async function engineFor(model: string, values: EngineValues): Promise<EngineSpec> {
  const { server, device, 'models-dir': modelsDir } = values;
  if (server === undefined) return await engineOf(model, modelsDir, deviceOf(device));
  if (device !== undefined) {
    throw new KnownError('usage', '--device is about a model that runs here: leave it out where there is --server');
  }
  const found = await resolveModel(model, storeAt(modelsDir), process.cwd(), TOKENIZER_FILES);
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

/**
 * Finds the engine on this machine for `--model`: `keyword`, the model that ships, the id of an installed model or a model's folder.
 * Rejects with a `KnownError`.
 */
export async function engineOf(
  model: string,
  modelsDir?: string,
  device: DeviceChoice = DEFAULT_DEVICE,
): Promise<LocalSpec> {
  const store = storeAt(modelsDir);
  return await engineOfModel(await resolveModel(model, store, process.cwd()), store, 0, 'fp32', device);
}

/** Reads `--device`. */
export function deviceOf(value: string = DEFAULT_DEVICE): DeviceChoice {
  const device = DEVICES.find((known) => known === value);
  if (device) return device;
  throw new KnownError('usage', `--device must be auto, cpu or gpu, not '${value}'`);
}

/** Says on standard error that a graphics card which was asked for did not run the model, and why. */
export async function tellDevice(client: InferenceClient, engine: EngineSpec): Promise<void> {
  if (engine.kind !== 'onnx' || engine.device !== 'gpu') return;
  const measured = await client.device({ engine, again: false });
  if (measured?.state.device === 'cpu') console.error(oneLine(written(describeDevice(measured.state))));
}
