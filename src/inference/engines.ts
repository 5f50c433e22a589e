import type { Engine } from './engine';
import { createKeywordEngine } from './keywordEngine';
import type { EngineSpec } from './protocol';
import type { Gpu } from './onnx/gpu';
import type { ScoreCache } from './scoreCache';

/** How engines are made; tests use other makers. */
export interface Makers {
  readonly engine: (spec: EngineSpec) => Promise<Engine>;
  /** The kept scores of an engine; undefined for an engine that is faster than the disk. Rejects with a `KnownError`. */
  readonly scores: (spec: EngineSpec) => Promise<ScoreCache | undefined>;
}

/** The engines of the process. Only one is kept at a time, because a full model takes hundreds of megabytes. */
export class Engines {
  private loaded:
    { readonly key: string; readonly engine: Engine; readonly scores: ScoreCache | undefined } | undefined;

  constructor(private readonly makers: Makers) {}

  isLoaded(spec: EngineSpec): boolean {
    return this.loaded?.key === JSON.stringify(spec);
  }

  /** The kept scores of an engine. The engine need not be loaded: a repeated question may be answered from them alone. */
  async scores(spec: EngineSpec): Promise<ScoreCache | undefined> {
    return this.isLoaded(spec) ? this.loaded?.scores : await this.makers.scores(spec);
  }

  /**
   * Returns the engine of a spec and frees the one before. Rejects with a `KnownError`.
   *
   * @param known the engine's kept scores if `scores` has just returned them, so that the model need not be examined again
   */
  async get(spec: EngineSpec, known?: ScoreCache): Promise<Engine> {
    if (this.loaded && this.isLoaded(spec)) return this.loaded.engine;
    await this.release();
    // Must come before the engine is made. Otherwise scores could be filed under a state of the model that another process has written
    // meanwhile.
    const scores = known ?? (await this.makers.scores(spec));
    const engine = await this.makers.engine(spec);
    this.loaded = { key: JSON.stringify(spec), engine, scores };
    return engine;
  }

  async release(): Promise<void> {
    const before = this.loaded;
    this.loaded = undefined;
    await before?.engine.dispose();
  }
}

/**
 * The only place that knows all engines.
 *
 * @param gpu what this process knows of its use of the GPU
 */
export const makersWith = (gpu: Gpu): Makers => ({
  engine: async (spec) => {
    if (spec.kind === 'keyword') return createKeywordEngine();
    // onnxruntime is loaded with the first question that needs it, so that keyword matching starts without it.
    const { loadOnnxEngine } = await import('./onnx/engine');
    return loadOnnxEngine(spec, gpu);
  },
  scores: async (spec) => {
    if (spec.kind === 'keyword') return undefined;
    const { scoreCacheOf } = await import('./onnx/scores');
    return scoreCacheOf(spec, gpu);
  },
});
