import { engineOfReader } from '../classifierEngine';
import type { Engine } from '../engine';
import type { OnnxSpec } from '../protocol';
import { loadTokenizer } from '../tokenizer/tokenizer';
import { WindowReader } from '../windows';
import { LocalClassifier } from './localClassifier';

export async function loadOnnxEngine(spec: OnnxSpec): Promise<Engine> {
  return engineOfReader(await loadReader(spec));
}

/** A reader of texts with a model that runs here. Rejects with a `KnownError` when the model cannot be loaded. */
export async function loadReader(spec: OnnxSpec): Promise<WindowReader> {
  const tokenizer = await loadTokenizer(spec.folder);
  const classifier = await LocalClassifier.load(spec);
  try {
    return new WindowReader(tokenizer, classifier);
  } catch (error) {
    await classifier.dispose();
    throw error;
  }
}
