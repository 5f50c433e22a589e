/**
 * The messages between the extension host (or the command line) and the inference process, one type for each, sent with
 * Node's 'advanced' serialisation over the fork's channel. Every answer carries the `id` of the request it belongs to.
 */
import type { Sentence } from '../core/text/sentence';
import type { ProcessOptions, ProcessResult, WindowOptions } from '../core/process/types';
import type { Outline, PaperFormat } from '../core/paper/types';
import type { TextRange } from '../core/text/trim';
import type { Agreement } from '../core/metrics/agreement';
import type { ChunkScores } from '../core/spans/scores';
import type { ErrorCode } from '../core/errors/knownError';

/** Floats of 32 bits, or whole numbers of 8 bits: smaller and faster, a little less exact. */
export type Precision = 'fp32' | 'int8';

/** A token classifier from a folder on disk. */
export interface OnnxSpec {
  readonly kind: 'onnx';
  /** The folder of the model: config.json, tokenizer.json, model.safetensors. It is read only, and may be a reader's own. */
  readonly folder: string;
  /**
   * A folder of ours for files made from the weights (weights of 16 bits written out, int8), below which each state of a model has
   * a folder: inside the folder of an installed model, so that both are removed together; beside the models for a reader's own.
   */
  readonly preparedFolder: string;
  /** `auto` takes 8 bits where a comparison with this model's own weights has accepted them, else floats. */
  readonly precision: Precision | 'auto';
  /** Threads of onnxruntime. */
  readonly threads: number;
  /** A small model that reads the most promising blocks first, so that this one begins with the best chunks. */
  readonly forerunner?: OnnxSpec;
}

/** Which engine answers: keyword matching, or a token classifier. */
export type EngineSpec = { readonly kind: 'keyword' } | OnnxSpec;

/** Asks a question of a paper: answered by `outlined`, then a `scored` for each chunk, then `done`. */
export interface AskRequest {
  readonly type: 'ask';
  readonly id: number;
  readonly engine: EngineSpec;
  readonly question: string;
  readonly text: string;
  readonly format: PaperFormat;
  /** When given, only chunks that touch this part of the text are scored. */
  readonly scope?: TextRange;
  /** How a chunk that a token classifier cannot read in one go is cut; default `DEFAULT_WINDOW_OPTIONS`. */
  readonly windows?: WindowOptions;
}

/** Runs the reference's `process()` on one context: answered by `processed`, then `done`. */
export interface ProcessRequest {
  readonly type: 'process';
  readonly id: number;
  readonly engine: EngineSpec;
  readonly question: string;
  readonly context: string;
  /** The title of the section that the context stands in, for models that read titles. */
  readonly section?: string;
  readonly options: ProcessOptions;
}

/** Reads a paper's structure without a question: answered by `outlined`, then `done`. */
export interface OutlineRequest {
  readonly type: 'outline';
  readonly id: number;
  readonly text: string;
  readonly format: PaperFormat;
}

/** A text and what is asked of it. */
export interface Passage {
  readonly question: string;
  readonly text: string;
}

/**
 * Compares the precisions of a model on passages and keeps the result with the model, for `auto`: answered by `compared`, then `done`.
 * Whatever engine is loaded is freed before. A comparison that is kept already is the answer, unless another is wanted.
 */
export interface CompareRequest {
  readonly type: 'compare';
  readonly id: number;
  /** Its precision does not matter. */
  readonly engine: OnnxSpec;
  readonly passages: readonly Passage[];
  /** Whether to compare anew where a comparison is kept. */
  readonly again: boolean;
}

/** Gives up a request: the running chunk may finish, then `done` with `cancelled` set is the answer. */
export interface CancelRequest {
  readonly type: 'cancel';
  readonly id: number;
}

export type Request = AskRequest | ProcessRequest | OutlineRequest | CompareRequest;
export type HostMessage = Request | CancelRequest;

/** The process is up and listens. */
export interface ReadyMessage {
  readonly type: 'ready';
}

/** The engine of the request is being loaded; nothing is scored before it is there. */
export interface LoadingMessage {
  readonly type: 'loading';
  readonly id: number;
}

/** The structure of the paper that was sent. */
export interface OutlineMessage {
  readonly type: 'outlined';
  readonly id: number;
  readonly outline: Outline;
}

/** The scores of one chunk; chunks come most promising first. */
export interface ScoredMessage {
  readonly type: 'scored';
  readonly id: number;
  /** Index of the chunk in the outline. */
  readonly chunk: number;
  readonly scores: ChunkScores;
}

/** The spans of one context, for `process`. */
export interface ProcessedMessage {
  readonly type: 'processed';
  readonly id: number;
  readonly result: ProcessResult;
}

/** How 8 bits fare against floats, as the reference. */
export interface PrecisionComparison extends Agreement {
  readonly threshold: number;
  /** Whether `auto` takes 8 bits: 98 % of the characters or more are on the same side of the threshold. */
  readonly accepted: boolean;
}

/** The result of a comparison. */
export interface ComparedMessage {
  readonly type: 'compared';
  readonly id: number;
  readonly comparison: PrecisionComparison;
  /** False for one that was kept from before. */
  readonly isNew: boolean;
}

/** The request is over: nothing more comes for its id. */
export interface DoneMessage {
  readonly type: 'done';
  readonly id: number;
  readonly cancelled: boolean;
}

/** The request failed; `told` is for the reader, `detail` for the log. Nothing more comes for its id. */
export interface FailedMessage {
  readonly type: 'failed';
  readonly id: number;
  readonly code: ErrorCode;
  readonly told: Sentence;
  readonly detail?: string;
}

export type Answer =
  LoadingMessage | OutlineMessage | ScoredMessage | ProcessedMessage | ComparedMessage | DoneMessage | FailedMessage;
export type WorkerMessage = ReadyMessage | Answer;
