import { engineOfReader } from '../classifierEngine';
import type { Engine } from '../engine';
import type { OnnxSpec } from '../protocol';
import { loadTokenizer } from '../tokenizer/tokenizer';
import { WindowReader } from '../windows';
import type { Gpu } from './gpu';
import { loadClassifier } from './gpuClassifier';

/** @param gpu without it, the CPU answers whatever the spec says */
export async function loadOnnxEngine(spec: OnnxSpec, gpu?: Gpu): Promise<Engine> {
  return engineOfReader(await loadReader(spec, gpu));
}

/** A reader of texts with a model that runs here. Rejects with a `KnownError` when the model cannot be loaded. */
export async function loadReader(spec: OnnxSpec, gpu?: Gpu): Promise<WindowReader> {
  const tokenizer = await loadTokenizer(spec.folder);
  const classifier = await loadClassifier(spec, gpu);
  try {
    return new WindowReader(tokenizer, classifier);
  } catch (error) {
    await classifier.dispose();
    throw error;
  }
}
