import type { Chunk } from '../core/paper/types';
import type { Unit } from '../core/paper/units';
import type { ProcessOptions, ProcessResult, WindowOptions } from '../core/process/types';
import type { ChunkScores } from '../core/spans/scores';

/** One chunk as an engine sees it. */
export interface ChunkInput {
  /** The whole paper's text. */
  readonly paper: string;
  readonly chunk: Chunk;
  /** The chunk's text: the slice of the paper from `chunk.start` to `chunk.end`. */
  readonly text: string;
  /**
   * The units of the paper that begin in the chunk, those of hidden parts included, with offsets of the paper; a torn one may end behind
   * the chunk.
   */
  readonly units: readonly Unit[];
}

/** Answers one question, chunk by chunk. */
export interface Scorer {
  /** Scores one chunk; offsets of the result are relative to the chunk's text. Rejects when the signal is aborted on the way. */
  score(input: ChunkInput, signal: AbortSignal): Promise<ChunkScores>;
}

/** A way of finding evidence. Engines live in the inference process only. */
export interface Engine {
  /** Prepares a question about a paper, whose whole text it gets. Rejects with an `InferenceError` when it cannot read either. */
  open(question: string, paper: string, windows: WindowOptions): Promise<Scorer>;
  /**
   * Runs the reference's `process()` on one context; engines that score no tokens have none. Rejects when the signal is aborted on
   * the way.
   */
  process?(question: string, context: string, options: ProcessOptions, signal: AbortSignal): Promise<ProcessResult>;
  /** Frees what the engine holds. */
  dispose(): Promise<void>;
}
