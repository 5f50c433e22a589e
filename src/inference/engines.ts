import type { Engine } from './engine';
import { createKeywordEngine } from './keywordEngine';
import type { EngineSpec } from './protocol';
import type { Gpu } from './onnx/gpu';
import type { ScoreCache } from './scoreCache';

/** How engines are made; tests use other makers. */
export interface Makers {
  readonly engine: (spec: EngineSpec) => Promise<Engine>;
  /** The kept scores of an engine; undefined for one whose scores are not kept. Rejects with a `KnownError`. */
  readonly scores: (spec: EngineSpec) => Promise<ScoreCache | undefined>;
}

/** The engines of the process. Only one is kept at a time, because a full model takes hundreds of megabytes. */
export class Engines {
  private loaded:
    { readonly key: string; readonly engine: Engine; readonly scores: ScoreCache | undefined } | undefined;
  private loading: { readonly key: string; readonly engine: Promise<Engine> } | undefined;

  constructor(private readonly makers: Makers) {}

  isLoaded(spec: EngineSpec): boolean {
    return this.loaded?.key === JSON.stringify(spec);
  }

  /** The kept scores of an engine. The engine need not be loaded: a repeated question may be answered from them alone. */
  async scores(spec: EngineSpec): Promise<ScoreCache | undefined> {
    return this.isLoaded(spec) ? this.loaded?.scores : await this.makers.scores(spec);
  }

  /**
   * Returns the engine of a spec and frees the one before. Several questions may wait for the same one. Rejects with a `KnownError`.
   *
   * @param known the engine's kept scores if `scores` has just returned them, so that the model need not be examined again
   */
  async get(spec: EngineSpec, known?: ScoreCache): Promise<Engine> {
    const key = JSON.stringify(spec);
    if (this.loaded?.key === key) return this.loaded.engine;
    if (this.loading?.key !== key) this.loading = { key, engine: this.load(spec, key, known) };
    return await this.loading.engine;
  }

  async release(): Promise<void> {
    const before = this.loaded;
    this.loaded = undefined;
    this.loading = undefined;
    await before?.engine.dispose();
  }

  private async load(spec: EngineSpec, key: string, known: ScoreCache | undefined): Promise<Engine> {
    const before = this.loaded;
    this.loaded = undefined;
    try {
      await before?.engine.dispose();
      // Must come before the engine is made. Otherwise scores could be filed under a state of the model that another process has written
      // meanwhile.
      const scores = known ?? (await this.makers.scores(spec));
      const engine = await this.makers.engine(spec);
      // While a slow server was asked, the question may have been cancelled and another engine requested.
      if (this.loading?.key === key) this.loaded = { key, engine, scores };
      else await engine.dispose();
      return engine;
    } finally {
      if (this.loading?.key === key) this.loading = undefined;
    }
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
    if (spec.kind === 'server') {
      const { loadServerEngine } = await import('./server/engine');
      return await loadServerEngine(spec);
    }
    // onnxruntime is loaded with the first question that needs it, so that keyword matching starts without it.
    const { loadOnnxEngine } = await import('./onnx/engine');
    return loadOnnxEngine(spec, gpu);
  },
  scores: async (spec) => {
    // A name and a version do not prove that a server still has the same weights.
    if (spec.kind !== 'onnx') return undefined;
    const { scoreCacheOf } = await import('./onnx/scores');
    return scoreCacheOf(spec, gpu);
  },
});
