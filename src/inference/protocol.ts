/**
 * All messages between the extension host (or the command line) and the inference process, one type for each. `node/messageStream.ts`
 * sends them. Every answer has the `id` of its request.
 */
import type { Sentence } from '../core/text/sentence';
import type { ProcessOptions, ProcessResult, WindowOptions } from '../core/process/types';
import type { Outline, PaperFormat } from '../core/paper/types';
import type { TextRange } from '../core/text/trim';
import type { Agreement } from '../core/metrics/agreement';
import type { ChunkScores } from '../core/spans/scores';
import type { ErrorCode } from '../core/errors/knownError';

/** 32-bit floats, or 8-bit integers, which are smaller and faster but less exact. */
export type Precision = 'fp32' | 'int8';

/** What computes: the processor, or the graphics card. */
export type Device = 'cpu' | 'gpu';

/** A token classifier from a folder on disk. */
export interface OnnxSpec {
  readonly kind: 'onnx';
  /** The folder of the model: config.json, tokenizer.json, model.safetensors. It is only read, and may belong to the reader. */
  readonly folder: string;
  /**
   * Our folder for files made from the weights (16-bit weights written as 32 bits, int8), with a folder for each state of the model. For an
   * installed model it lies in the model's folder, so that both are removed together; for a reader's model it lies beside the installed
   * models.
   */
  readonly preparedFolder: string;
  /** `auto` uses 8 bits if a comparison with this model's own floats has accepted them, else floats. */
  readonly precision: Precision | 'auto';
  /** Number of threads of onnxruntime. */
  readonly threads: number;
  /**
   * `auto` uses the GPU if a comparison on this machine has accepted it, `gpu` uses it without one; both use the CPU after a failure. Absent:
   * the CPU, whatever was measured.
   */
  readonly device?: 'auto' | 'gpu';
  /** A small model that first reads the most promising units, so that this one begins with the best chunks. */
  readonly forerunner?: OnnxSpec;
}

/** A token classifier that a server runs over the Open Inference Protocol. Texts become tokens here, and only token ids go there. */
export interface ServerSpec {
  readonly kind: 'server';
  /** The folder of the same model here, of which only config.json and the tokenizer are read: weights need not be there. */
  readonly folder: string;
  /** The server's address, without a slash at the end. */
  readonly url: string;
  /** The model's name on the server. */
  readonly model: string;
  readonly token?: string;
  /** Most windows in a request. */
  readonly batch: number;
  /** Most requests at the same time. */
  readonly requests: number;
}

/** An engine of this machine: keyword matching, or a token classifier. */
export type LocalSpec = { readonly kind: 'keyword' } | OnnxSpec;

/** The engine that answers. */
export type EngineSpec = LocalSpec | ServerSpec;

/** Most questions that a server is asked at the same time, so that they share its batches. Their papers are in memory together. */
export const QUESTIONS_AT_ONCE = 32;

/** How many questions an engine should be asked at the same time: those on this machine are as fast one after the other. */
export function questionsAtOnce({ kind }: EngineSpec): number {
  return kind === 'server' ? QUESTIONS_AT_ONCE : 1;
}

/** Asks a question about a paper. Answered by `outlined`, then a `scored` for each chunk, then `done`. */
export interface AskRequest {
  readonly type: 'ask';
  readonly id: number;
  readonly engine: EngineSpec;
  readonly question: string;
  readonly text: string;
  readonly format: PaperFormat;
  /** When given, only chunks that touch one of these parts of the text are scored; each once, however many parts it touches. */
  readonly scopes?: readonly TextRange[];
  /** How to cut a chunk that is too long for one run of a token classifier; default `DEFAULT_WINDOW_OPTIONS`. */
  readonly windows?: WindowOptions;
}

/** Runs the reference's `process()` on one context. Answered by `processed`, then `done`. */
export interface ProcessRequest {
  readonly type: 'process';
  readonly id: number;
  readonly engine: EngineSpec;
  readonly question: string;
  readonly context: string;
  /** The title of the context's section, for models that read titles. */
  readonly section?: string;
  readonly options: ProcessOptions;
}

/** Reads a paper's structure without a question. Answered by `outlined`, then `done`. */
export interface OutlineRequest {
  readonly type: 'outline';
  readonly id: number;
  readonly text: string;
  readonly format: PaperFormat;
}

/** A text with a question about it. */
export interface Passage {
  readonly question: string;
  readonly text: string;
}

/**
 * Compares the precisions of a model on passages and keeps the result with the model, for `auto`. Answered by `compared`, then `done`. Any
 * loaded engine is freed first. A kept comparison is returned as it is, unless `again` is set.
 */
export interface CompareRequest {
  readonly type: 'compare';
  readonly id: number;
  /** Its precision is ignored. */
  readonly engine: OnnxSpec;
  readonly passages: readonly Passage[];
  /** Whether to compare again even when a comparison is kept. */
  readonly again: boolean;
}

/**
 * Asks which device runs a model, and why. With passages, a model of which nothing is known is first compared on both devices, and the result
 * is kept with the model, for `auto`. Answered by `device`, then `done`. For a comparison any loaded engine is freed.
 */
export interface DeviceRequest {
  readonly type: 'device';
  readonly id: number;
  readonly engine: OnnxSpec;
  readonly passages?: readonly Passage[];
  /** Whether to compare again even when something is known, such as that the GPU has failed. */
  readonly again: boolean;
}

/** Cancels a request. The running chunk may finish; then comes `done` with `cancelled` set. */
interface CancelRequest {
  readonly type: 'cancel';
  readonly id: number;
}

/** Tells a process how the one before it ended. */
interface PredecessorMessage {
  readonly type: 'predecessor';
  readonly pid: number;
  /** False when the host stopped it on purpose. */
  readonly crashed: boolean;
}

export type Request = AskRequest | ProcessRequest | OutlineRequest | CompareRequest | DeviceRequest;
export type HostMessage = Request | CancelRequest | PredecessorMessage;

/** The process is running and listens. */
interface ReadyMessage {
  readonly type: 'ready';
}

/** The process begins or ends to use the GPU, whose driver may end the process. Comes before the first use. */
interface GpuMessage {
  readonly type: 'gpu';
  readonly inUse: boolean;
}

/** The engine of the request is being loaded. Scores come after that. */
interface LoadingMessage {
  readonly type: 'loading';
  readonly id: number;
}

/** The structure of the paper in the request. */
interface OutlineMessage {
  readonly type: 'outlined';
  readonly id: number;
  readonly outline: Outline;
}

/** The scores of one chunk. The most promising chunks come first. */
interface ScoredMessage {
  readonly type: 'scored';
  readonly id: number;
  /** Index of the chunk in the outline. */
  readonly chunk: number;
  readonly scores: ChunkScores;
}

/** The result of `process()` for one context. */
interface ProcessedMessage {
  readonly type: 'processed';
  readonly id: number;
  readonly result: ProcessResult;
}

/** How 8 bits compare with floats, which serve as the reference. */
export interface PrecisionComparison extends Agreement {
  readonly threshold: number;
  /** Whether `auto` uses 8 bits: at least 98 % of the characters are on the same side of the threshold. */
  readonly accepted: boolean;
}

/** The result of a comparison. */
interface ComparedMessage {
  readonly type: 'compared';
  readonly id: number;
  readonly comparison: PrecisionComparison;
  /** False when it was kept from an earlier comparison. */
  readonly isNew: boolean;
}

/** How the answers of the GPU compare with those of the CPU. */
export interface DeviceComparison {
  /** UTF-16 code units that were compared. */
  readonly characters: number;
  /** Whether all spans are equal. */
  readonly sameSpans: boolean;
  /** The largest difference in a token's probability. */
  readonly largestDifference: number;
  /** The time of the passages on each device, milliseconds. */
  readonly cpuMs: number;
  readonly gpuMs: number;
  /** Whether `auto` uses the GPU: spans are equal, scores differ by at most 0.01, and it is faster. */
  readonly accepted: boolean;
}

/**
 * Why the GPU is not used: `missing`, there is none that onnxruntime can use; `refused`, it did not take the model, for example for lack of
 * memory; `failed`, it gave an error or no numbers; `crashed`, a process ended while it used the GPU.
 */
export type DeviceFailure = 'missing' | 'refused' | 'failed' | 'crashed';

/** The device of a model, and what is known of the GPU. */
export interface DeviceState {
  readonly device: Device;
  readonly comparison?: DeviceComparison;
  readonly failure?: DeviceFailure;
}

interface DeviceMessage {
  readonly type: 'device';
  readonly id: number;
  readonly state: DeviceState;
  /** False when it was known before. */
  readonly isNew: boolean;
}

/** The request has ended. No more messages come for its id. */
interface DoneMessage {
  readonly type: 'done';
  readonly id: number;
  readonly cancelled: boolean;
}

/** The request failed. `told` is for the reader, `detail` for the log. No more messages come for its id. */
interface FailedMessage {
  readonly type: 'failed';
  readonly id: number;
  readonly code: ErrorCode;
  readonly told: Sentence;
  readonly detail?: string;
}

export type Answer =
  | LoadingMessage
  | OutlineMessage
  | ScoredMessage
  | ProcessedMessage
  | ComparedMessage
  | DeviceMessage
  | DoneMessage
  | FailedMessage;
export type WorkerMessage = ReadyMessage | GpuMessage | Answer;
