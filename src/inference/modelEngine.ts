import * as path from 'node:path';
import { PREPARED_FOLDER, PREPARED_OF_READERS } from '../model/preparedNames';
import { SMALL_MODEL } from '../core/answers/engineName';
import type { ModelStore } from '../model/store/modelStore';
import { type ResolvedModel, resolveModel } from '../model/store/resolve';
import { defaultThreads } from './onnx/threads';
import type { EngineSpec, OnnxSpec } from './protocol';

/**
 * The spec of the engine that runs a model.
 *
 * @param threads of onnxruntime; 0 for the number that suits this machine
 * @param precision always fp32 for the command line, so that its answers are the published ones, whatever was measured on this machine.
 * Ignored for the model that ships with the extension, which has only 8 bits
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
    // Files made from an installed model are removed with it.
    preparedFolder: installed ? path.join(folder, PREPARED_FOLDER) : path.join(store.root, PREPARED_OF_READERS),
    precision: isShipped ? 'int8' : precision,
    threads: threads > 0 ? threads : await defaultThreads(),
    ...(isShipped ? {} : await forerunnerOf(store, threads)),
  };
}

/** The model that ships with the extension, to run before another; no field when it is missing. */
async function forerunnerOf(store: ModelStore, threads: number): Promise<{ readonly forerunner?: OnnxSpec }> {
  const shipped = await resolveModel(SMALL_MODEL, store).catch(() => undefined);
  const forerunner = shipped && (await engineOfModel(shipped, store, threads));
  return forerunner?.kind === 'onnx' ? { forerunner } : {};
}
