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
   * The units that begin in the chunk, hidden parts included; offsets of the paper. A unit that a cut between chunks divides appears in
   * each of these chunks with its part. A unit in several pieces may end after the chunk.
   */
  readonly parts: readonly Unit[];
  /** `parts` in the form for models that read one unit at a time. Computed on the first call. */
  readonly units: () => readonly UnitInput[];
}

/** A unit, or its part in a chunk. Offsets are those of the chunk's text. */
export interface UnitInput extends TextRange {
  /** The pieces, in text order, of a unit that other text splits; absent when it is one piece. */
  readonly ranges?: readonly TextRange[];
  readonly sentences: readonly TextRange[];
  /** The text that a model reads of it. */
  readonly plain: PlainText;
  /** The context that says what it is about; may be empty. */
  readonly section: string;
}

/** A text with the title of its section, which may be empty. */
export interface TitledText {
  readonly text: string;
  readonly section: string;
}

export interface Scorer {
  /** Scores one chunk. Offsets of the result are relative to the chunk's text. Rejects when the signal is aborted meanwhile. */
  score(input: ChunkInput, signal: AbortSignal): Promise<ChunkScores>;
  /** How many chunks may be scored at the same time; absent where one after the other is as fast. */
  readonly atOnce?: number;
}

/** A way to find evidence. Engines exist only in the inference process. */
export interface Engine {
  /**
   * Prepares a question about a paper, given the paper's whole text. Rejects with a `KnownError` when it cannot read the question or
   * the paper.
   */
  open(question: string, paper: string, windows: WindowOptions): Promise<Scorer>;
  /**
   * Runs the reference's `process()` on one context. Absent in engines that do not score tokens. Rejects when the signal is aborted
   * meanwhile.
   *
   * @param context has a title only for models that read titles
   */
  process?(question: string, context: TitledText, options: ProcessOptions, signal: AbortSignal): Promise<ProcessResult>;
  dispose(): Promise<void>;
}
