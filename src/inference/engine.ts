import type { Chunk } from '../core/paper/types';
import type { Unit } from '../core/paper/units';
import type { ProcessOptions, ProcessResult, WindowOptions } from '../core/process/types';
import type { ChunkScores } from '../core/spans/scores';
import type { PlainText } from '../core/text/plainText';
import type { TextRange } from '../core/text/trim';

/** One chunk as an engine sees it. */
export interface ChunkInput {
  /** The whole paper's text. */
  readonly paper: string;
  readonly chunk: Chunk;
  /** The chunk's text: the slice of the paper from `chunk.start` to `chunk.end`. */
  readonly text: string;
  /**
   * The units of the paper that begin in the chunk, those of hidden parts included, with offsets of the paper. A unit that a cut divides is in
   * each of its chunks with the part that lies there; a torn one may end behind the chunk.
   */
  readonly parts: readonly Unit[];
  /** `parts` as models read them that read a unit at a time. Computed at the first call. */
  readonly units: () => readonly UnitInput[];
}

/** A unit, or the part of one that lies in a chunk; offsets are those of the chunk's text. */
export interface UnitInput extends TextRange {
  /** The pieces of a torn unit, by place; absent when it is one piece. */
  readonly ranges?: readonly TextRange[];
  readonly sentences: readonly TextRange[];
  /** What a model reads of it. */
  readonly plain: PlainText;
  /** What stands around it and says what it is about; may be empty. */
  readonly section: string;
}

/** A text with the title of the section that it stands in, which may be empty. */
export interface TitledText {
  readonly text: string;
  readonly section: string;
}

/** Answers one question, chunk by chunk. */
export interface Scorer {
  /** Scores one chunk; offsets of the result are relative to the chunk's text. Rejects when the signal is aborted on the way. */
  score(input: ChunkInput, signal: AbortSignal): Promise<ChunkScores>;
}

/** A way of finding evidence. Engines live in the inference process only. */
export interface Engine {
  /** Prepares a question about a paper, whose whole text it gets. Rejects with an `KnownError` when it cannot read either. */
  open(question: string, paper: string, windows: WindowOptions): Promise<Scorer>;
  /**
   * Runs the reference's `process()` on one context; engines that score no tokens have none. Rejects when the signal is aborted on
   * the way.
   *
   * @param context with a title only for models that read titles
   */
  process?(question: string, context: TitledText, options: ProcessOptions, signal: AbortSignal): Promise<ProcessResult>;
  /** Frees what the engine holds. */
  dispose(): Promise<void>;
}
