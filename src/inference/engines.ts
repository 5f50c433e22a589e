import type { Engine } from './engine';
import { createKeywordEngine } from './keywordEngine';
import type { EngineSpec } from './protocol';
import type { ScoreCache } from './scoreCache';

/** How engines are made; tests make others. */
export interface Makers {
  readonly engine: (spec: EngineSpec) => Promise<Engine>;
  /** The scores that are kept of an engine; none of one that is faster than the disk. Rejects with an `KnownError`. */
  readonly scores: (spec: EngineSpec) => Promise<ScoreCache | undefined>;
}

/** The engines of the process. One is kept at a time: a full model takes hundreds of megabytes. */
export class Engines {
  private loaded:
    { readonly key: string; readonly engine: Engine; readonly scores: ScoreCache | undefined } | undefined;

  constructor(private readonly makers: Makers) {}

  isLoaded(spec: EngineSpec): boolean {
    return this.loaded?.key === JSON.stringify(spec);
  }

  /** The scores that are kept of an engine, which need not be loaded for it: a question that is asked again may not need it. */
  async scores(spec: EngineSpec): Promise<ScoreCache | undefined> {
    return this.isLoaded(spec) ? this.loaded?.scores : await this.makers.scores(spec);
  }

  /**
   * The engine that was asked for; the one before is freed first. Rejects with an `KnownError`.
   *
   * @param known its scores, where `scores` has just given them: a look at the model less
   */
  async get(spec: EngineSpec, known?: ScoreCache): Promise<Engine> {
    if (this.loaded && this.isLoaded(spec)) return this.loaded.engine;
    await this.release();
    // Before the engine: what another process makes of the model in the meantime is none of this one's.
    const scores = known ?? (await this.makers.scores(spec));
    const engine = await this.makers.engine(spec);
    this.loaded = { key: JSON.stringify(spec), engine, scores };
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
export const MAKERS: Makers = {
  engine: async (spec) => {
    if (spec.kind === 'keyword') return createKeywordEngine();
    // onnxruntime is loaded with the first question that needs it: keyword matching starts without.
    const { loadOnnxEngine } = await import('./onnx/engine');
    return loadOnnxEngine(spec);
  },
  scores: async (spec) => {
    if (spec.kind === 'keyword') return undefined;
    const { scoreCacheOf } = await import('./onnx/scores');
    return scoreCacheOf(spec);
  },
};
