import * as path from 'node:path';
import { PREPARED_FOLDER, PREPARED_OF_READERS } from '../model/preparedNames';
import { SMALL_MODEL } from '../core/answers/engineName';
import type { ModelStore } from '../model/store/modelStore';
import { type ResolvedModel, resolveModel } from '../model/store/resolve';
import { defaultThreads } from './onnx/threads';
import type { EngineSpec, OnnxSpec } from './protocol';

/**
 * The engine that runs a model.
 *
 * @param threads of onnxruntime; 0 for as many as suit this machine
 * @param precision the command line's is always fp32: its answers are the published ones, whatever this machine has measured. The model
 *   that comes with the extension has 8 bits only
 */
export async function engineOfModel(
  model: ResolvedModel,
  store: ModelStore,
  threads: number,
  precision: OnnxSpec['precision'] = 'fp32',
): Promise<EngineSpec> {
  if (model.kind === 'keyword') return model;
  const { folder, installed, isShipped = false } = model;
  return {
    kind: 'onnx',
    folder,
    // What was made from an installed model goes with it.
    preparedFolder: installed ? path.join(folder, PREPARED_FOLDER) : path.join(store.root, PREPARED_OF_READERS),
    precision: isShipped ? 'int8' : precision,
    threads: threads > 0 ? threads : await defaultThreads(),
    ...(isShipped ? {} : await forerunnerOf(store, threads)),
  };
}

/** The model that comes with the extension, to run before another; nothing where it is not there. */
async function forerunnerOf(store: ModelStore, threads: number): Promise<{ readonly forerunner?: OnnxSpec }> {
  const shipped = await resolveModel(SMALL_MODEL, store).catch(() => undefined);
  const forerunner = shipped && (await engineOfModel(shipped, store, threads));
  return forerunner?.kind === 'onnx' ? { forerunner } : {};
}
