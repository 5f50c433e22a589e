import type { Engine } from './engine';
import { createKeywordEngine } from './keywordEngine';
import type { EngineSpec } from './protocol';

/** The engines of the process. One is kept at a time: a full model takes hundreds of megabytes. */
export class Engines {
  private loaded: { readonly key: string; readonly engine: Engine } | undefined;

  constructor(private readonly create: (spec: EngineSpec) => Promise<Engine> = createEngine) {}

  isLoaded(spec: EngineSpec): boolean {
    return this.loaded?.key === JSON.stringify(spec);
  }

  /** The engine that was asked for; the one before is freed first. Rejects with an `InferenceError`. */
  async get(spec: EngineSpec): Promise<Engine> {
    const key = JSON.stringify(spec);
    if (this.loaded?.key === key) return this.loaded.engine;
    await this.release();
    const engine = await this.create(spec);
    this.loaded = { key, engine };
    return engine;
  }

  /** Frees the engine that is loaded. */
  async release(): Promise<void> {
    const before = this.loaded;
    this.loaded = undefined;
    await before?.engine.dispose();
  }
}

/** The one place that knows which engines there are. */
async function createEngine(spec: EngineSpec): Promise<Engine> {
  if (spec.kind === 'keyword') return createKeywordEngine();
  // onnxruntime is loaded with the first question that needs it: keyword matching starts without.
  const { loadOnnxEngine } = await import('./onnx/engine');
  return loadOnnxEngine(spec);
}
