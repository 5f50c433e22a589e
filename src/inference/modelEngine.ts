import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import * as path from 'node:path';
import { PREPARED_FOLDER, PREPARED_OF_READERS } from '../model/preparedFile';
import { SMALL_MODEL } from '../core/answers/engineName';
import { servedNameOf } from '../model/store/names';
import type { ModelStore } from '../model/store/modelStore';
import { type ResolvedModel, resolveModel } from '../model/store/resolve';
import type { LocalSpec, OnnxSpec, ServerSpec } from './protocol';

/**
 * The spec of the engine that runs a model.
 *
 * @param threads of onnxruntime; 0 for the number that suits this machine
 * @param precision always fp32 for the command line, so that its answers are the published ones, whatever was measured on this machine.
 * Ignored for the model that ships with the extension, which has only 8 bits
 * @param device always the CPU for the command line, for the same reason, and for a small model that only orders chunks
 */
export async function engineOfModel(
  model: ResolvedModel,
  store: ModelStore,
  threads: number,
  precision: OnnxSpec['precision'] = 'fp32',
  device: OnnxSpec['device'] | 'cpu' = 'cpu',
): Promise<LocalSpec> {
  if (model.kind === 'keyword') return model;
  const { folder, installed, isShipped = false } = model;
  return {
    kind: 'onnx',
    folder,
    // Files made from an installed model are removed with it.
    preparedFolder: installed ? path.join(folder, PREPARED_FOLDER) : path.join(store.root, PREPARED_OF_READERS),
    precision: isShipped ? 'int8' : precision,
    threads: threads > 0 ? threads : await defaultThreads(),
    ...(device === 'cpu' ? {} : { device }),
    ...(isShipped ? {} : await forerunnerOf(store, threads)),
  };
}

/** A server that runs models, and how much goes there at once. */
export interface ModelServer extends Pick<ServerSpec, 'url' | 'token' | 'batch' | 'requests'> {
  /** The model's name there; without one, the name that `model export` gives it. */
  readonly model: string | undefined;
}

/** Windows in a request, and requests at the same time, where nothing else is said. */
export const DEFAULT_SERVER_LIMITS = { batch: 16, requests: 4 } as const;

/**
 * The spec of the engine that has a server run a model.
 *
 * @param name of the model here, as in `evidence.model`
 * @param folder of the model here
 */
export function engineOnServer(name: string, folder: string, { model, ...server }: ModelServer): ServerSpec {
  return { kind: 'server', folder, model: model ?? servedNameOf(name), ...server };
}

/** The model that ships with the extension, to run before another; no field when it is missing. */
async function forerunnerOf(store: ModelStore, threads: number): Promise<{ readonly forerunner?: OnnxSpec }> {
  const shipped = await resolveModel(SMALL_MODEL, store).catch(() => undefined);
  const forerunner = shipped && (await engineOfModel(shipped, store, threads));
  return forerunner?.kind === 'onnx' ? { forerunner } : {};
}

/** More threads gain little for one sequence at a time, and the reader's other programs need some. */
const MOST_THREADS = 8;

/** The default number of threads for onnxruntime: one for each physical core, at most 8. Two threads on one core would share its units. */
export async function defaultThreads(): Promise<number> {
  const available = availableParallelism();
  return Math.max(1, Math.min(MOST_THREADS, available, await physicalCores(available)));
}

async function physicalCores(available: number): Promise<number> {
  const siblings = await Promise.all(
    Array.from({ length: available }, (_, cpu) =>
      readFile(`/sys/devices/system/cpu/cpu${cpu}/topology/thread_siblings_list`, 'utf8').catch(() => undefined),
    ),
  );
  const known = siblings.filter((list) => list !== undefined);
  if (known.length > 0) return new Set(known).size;
  // Other systems do not tell. Common x64 processors have two threads for each core.
  return process.arch === 'x64' ? Math.ceil(available / 2) : available;
}
