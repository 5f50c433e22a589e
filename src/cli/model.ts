import * as path from 'node:path';
import { formatBytes, written } from '../core/text/sentence';
import type { InferenceClient, Measured } from '../inference/client';
import { checkModel } from '../inference/modelCheck';
import { describeCheck, describeDevice, describeFiles } from '../inference/modelReport';
import { Passages } from '../inference/passages';
import type { OnnxSpec } from '../inference/protocol';
import { servedModel, writeTritonRepository } from '../model/served/tritonRepository';
import { CATALOGUE, type ModelSource, sourceOf } from '../model/store/catalogue';
import { freeBytes } from '../model/store/diskSpace';
import { DEFAULT_ENDPOINT, Hub, parseEndpoint } from '../model/hub/hub';
import { DEFAULT_PATIENCE_MS } from '../model/hub/watchdog';
import { installFromFolder, readImport } from '../model/store/import';
import { servedNameOf } from '../model/store/names';
import { type DownloadTools, installFromHub, type InstallTools, wantedState } from '../model/store/install';
import type { InstalledModel } from '../model/store/modelStore';
import { DEFAULT_RETRY, type TransientError } from '../node/retry';
import { verifyModel } from '../model/store/verify';
import { type CliCommand, parseArguments, positionalsOf } from './command';
import { withClient, untilInterrupted } from './interruptible';
import {
  DEVICE_OPTION,
  deviceOf,
  engineOf,
  MODELS_DIR_HELP,
  MODELS_DIR_OPTION,
  samplePaper,
  storeAt,
} from './modelPlace';
import { ProgressLine } from './output';
import { harmless, harmlessJson, oneLine } from '../core/text/harmless';
import { KnownError } from '../core/errors/knownError';
import { storageError } from '../node/systemErrors';

const [DEFAULT] = CATALOGUE;

const OPTIONS = {
  ...MODELS_DIR_OPTION,
  ...DEVICE_OPTION,
  as: { type: 'string' },
  endpoint: { type: 'string' },
  format: { type: 'string' },
  for: { type: 'string' },
  json: { type: 'boolean' },
} as const;

/** What an action of the command works with. */
interface Call {
  readonly values: ReturnType<typeof parseArguments<typeof OPTIONS>>['values'];
  readonly positionals: readonly string[];
  readonly tools: InstallTools;
}

/** An action of the command, with the options that it accepts. */
interface Action {
  readonly options: readonly string[];
  readonly run: (call: Call) => Promise<number>;
}

const ACTIONS: Readonly<Record<string, Action>> = {
  download: { options: ['models-dir', 'endpoint'], run: download },
  import: { options: ['models-dir', 'as'], run: importFolder },
  list: { options: ['models-dir', 'json'], run: list },
  remove: { options: ['models-dir'], run: remove },
  check: { options: ['models-dir', 'device'], run: check },
  export: { options: ['models-dir', 'format', 'for'], run: exportModel },
};

export const modelCommand: CliCommand = {
  name: 'model',
  help: `model download [ID] | import FOLDER [--as ID] | list [--json] | remove ID | check [ID] | export --format triton [ID] TARGET
    Gets, lists, removes, checks and exports models. ID is ${DEFAULT.id} (default), or ORGANISATION/NAME on the hub.
    download             fetches what is missing and verifies it; --endpoint URL or HF_ENDPOINT names another hub, HF_TOKEN is its token
    import FOLDER        installs a model from a folder or a Hugging Face cache; --as ID names it
    list                 lists the installed models (--json for programs)
    remove ID            deletes a model from this machine
    check [ID]           verifies the files, runs the model card's example, measures the speed; ID may be a folder;
                         --device auto or gpu also compares the GPU with the CPU, and keeps the result for auto
    export [ID] TARGET   writes the folder TARGET for an inference server (--format triton: also for OpenVINO Model Server and KServe);
                         ID may be a folder, or small for the model that ships; --for cpu keeps 8-bit integers, for the scores of
                         this program on CPUs with its version of onnxruntime; --for gpu (default) makes them floats, for any device
    ${MODELS_DIR_HELP}`,

  async run(args) {
    const [name = '', ...rest] = args;
    const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
    if (!action) throw new KnownError('usage', `model needs one of ${Object.keys(ACTIONS).join(', ')}, not '${name}'`);
    const { values, positionals } = parseArguments(rest, OPTIONS);
    const stranger = Object.keys(values).find((option) => !action.options.includes(option));
    if (stranger !== undefined) throw new KnownError('usage', `model ${name} has no option '--${stranger}'`);
    const line = new ProgressLine(process.stderr);
    return await untilInterrupted(async (signal) => {
      const store = storeAt(values['models-dir']);
      try {
        const tools = { store, free: freeBytes, signal, onProgress: line.show };
        return await action.run({ values, positionals, tools });
      } catch (error) {
        throw storageError(error, store.root);
      } finally {
        line.end();
      }
    }, '; the part already downloaded is kept, and the next download continues from it');
  },
};

async function download({ values, positionals, tools }: Call): Promise<number> {
  const id = optionalOf(positionals, 'ID') ?? DEFAULT.id;
  const source = sourceOf(id);
  if (!source)
    throw new KnownError(
      'usage',
      `'${id}' is not a model that can be downloaded: give ${DEFAULT.id} or ORGANISATION/NAME`,
    );
  const endpoint = parseEndpoint(values.endpoint ?? (process.env['HF_ENDPOINT'] || DEFAULT_ENDPOINT));
  const token = process.env['HF_TOKEN'] || undefined;
  const hub = new Hub({ endpoint, token, fetch, patienceMs: DEFAULT_PATIENCE_MS });
  const onRetry = (error: TransientError, waitMs: number): void =>
    console.error(oneLine(`${error.message} Trying again in ${Math.ceil(waitMs / 1000)} s.`));
  const downloadTools: DownloadTools = { ...tools, hub, retry: { ...DEFAULT_RETRY, onRetry } };
  await tools.store.demandPlace(source.id);
  if (!(await tools.store.find(source.id))) await announce(source, endpoint, downloadTools);
  const model = await installFromHub(source, downloadTools);
  return installed(model);
}

/** Prints size and license before the download begins. */
async function announce(source: ModelSource, endpoint: string, tools: DownloadTools): Promise<void> {
  const { files, license } = await wantedState(source, tools);
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  const terms = license === undefined ? 'its licence is not stated' : `licence ${license}`;
  console.error(
    harmless(
      `${source.title} (${source.repository}): ${formatBytes(bytes)}, ${terms}, from ${endpoint} to ${tools.store.folderOf(source.id)}`,
    ),
  );
}

async function importFolder({ values, positionals, tools }: Call): Promise<number> {
  const [folder] = positionalsOf(positionals, ['FOLDER']);
  return installed(await installFromFolder(await readImport(folder!, values.as), tools));
}

function installed({ id, folder, manifest }: InstalledModel): number {
  const commit = manifest.commit === undefined ? '' : `, commit ${manifest.commit}`;
  console.log(harmless(`${id} is installed in ${folder}${commit}`));
  return 0;
}

async function list({ values, positionals, tools }: Call): Promise<number> {
  positionalsOf(positionals, []);
  const models = await tools.store.list();
  if (values.json) {
    const rows = models.map(({ id, folder, bytes, manifest }) => ({
      id,
      folder,
      bytes,
      state: manifest ? 'installed' : 'incomplete',
      ...(manifest ?? {}),
    }));
    console.log(harmlessJson(rows));
    return 0;
  }
  if (models.length === 0) console.log(harmless(`No model is installed in ${tools.store.root}.`));
  for (const { id, bytes, manifest } of models) {
    const state = manifest ? (manifest.commit ?? manifest.source) : 'incomplete';
    console.log(harmless(`${id}  ${formatBytes(bytes)}  ${state}`));
  }
  return 0;
}

async function remove({ positionals, tools }: Call): Promise<number> {
  const [id] = positionalsOf(positionals, ['ID']);
  const isLeft = await tools.store.remove(id!, { signal: tools.signal });
  const rest = isLeft ? `; other files in ${tools.store.folderOf(id!)} are left there` : '';
  console.log(harmless(`${id!} is removed${rest}`));
  return 0;
}

/** Only damaged files make a check fail; whether the model's answer is right is for the user to judge. */
async function check({ values, positionals, tools }: Call): Promise<number> {
  const id = optionalOf(positionals, 'ID') ?? DEFAULT.id;
  const { store, signal, onProgress } = tools;
  const model = await store.find(id).catch(() => undefined);
  if (model) {
    const files = await verifyModel(model, signal, (done, total) => onProgress({ phase: 'verifying', done, total }));
    console.log(harmless(describeFiles(files).join('\n')));
    if (files.some(({ state }) => state !== 'intact')) {
      throw new KnownError(
        'damagedModel',
        model.manifest.source === 'folder'
          ? `The model ${model.id} is damaged: 'model remove ${model.id}', then import its folder again.`
          : `The model ${model.id} is damaged: 'model download ${model.id}' fetches the damaged files.`,
      );
    }
  }
  const engine = await engineOf(id, store.root, deviceOf(values.device));
  if (engine.kind === 'keyword') throw new KnownError('badModel', 'Keyword matching has no files to check.');
  const [result, measured] = await withClient(async (client) => [
    await checkModel(client, engine, signal),
    engine.device === undefined ? undefined : await measureDevice(client, engine, signal),
  ]);
  signal.throwIfAborted();
  console.log(harmless(describeCheck(result!, engine).join('\n')));
  if (measured) console.log(harmless(written(describeDevice(measured.state))));
  return 0;
}

/** Compares the GPU with the CPU on this machine, also where that was done before, and keeps the result for `auto`. */
async function measureDevice(
  client: InferenceClient,
  engine: OnnxSpec,
  signal: AbortSignal,
): Promise<Measured | undefined> {
  const passages = await new Passages(client, samplePaper).get();
  return await client.device({ engine, passages, again: true }, signal);
}

async function exportModel({ values, positionals, tools }: Call): Promise<number> {
  const { format, for: device = 'gpu' } = values;
  if (format !== 'triton') throw new KnownError('usage', `--format must be triton, not '${format ?? ''}'`);
  if (device !== 'cpu' && device !== 'gpu') throw new KnownError('usage', `--for must be cpu or gpu, not '${device}'`);
  const [id = '', target = ''] =
    positionals.length < 2
      ? [DEFAULT.id, ...positionalsOf(positionals, ['TARGET'])]
      : positionalsOf(positionals, ['ID', 'TARGET']);
  const engine = await engineOf(id, tools.store.root);
  if (engine.kind === 'keyword') throw new KnownError('badModel', 'Keyword matching has no model to export.');
  const folder = path.resolve(target);
  const model = await servedModel(servedNameOf(id), engine, device);
  await writeTritonRepository(folder, model, tools.signal);
  console.log(harmless(`${model.name} is exported to ${folder}; its README.md says how to start a server with it`));
  return 0;
}

function optionalOf(positionals: readonly string[], name: string): string | undefined {
  return positionals.length === 0 ? undefined : positionalsOf(positionals, [name])[0];
}
