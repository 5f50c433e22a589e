import { engineOfReader } from '../classifierEngine';
import type { Engine } from '../engine';
import type { OnnxSpec } from '../protocol';
import { WindowReader } from '../windows';
import type { Gpu } from './gpu';
import { loadClassifier } from './gpuClassifier';

/** @param gpu without it, the CPU answers whatever the spec says */
export async function loadOnnxEngine(spec: OnnxSpec, gpu?: Gpu): Promise<Engine> {
  return engineOfReader(await loadReader(spec, gpu));
}

/** A reader of texts with a model that runs here. Rejects with a `KnownError` when the model cannot be loaded. */
export function loadReader(spec: OnnxSpec, gpu?: Gpu): Promise<WindowReader> {
  return WindowReader.load(spec.folder, () => loadClassifier(spec, gpu));
}
