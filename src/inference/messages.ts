import * as v from 'valibot';
import { CHUNK_SCORES, COUNT, FORMAT, isRange, OUTLINE } from '../core/storage/schemas';
import { isSentence, type Sentence } from '../core/text/sentence';
import type { ProcessSpan } from '../core/process/types';
import type { TextRange } from '../core/text/trim';
import type { HostMessage, OnnxSpec, WorkerMessage } from './protocol';
import { type ErrorCode, isErrorCode } from '../core/errors/knownError';

const SPANS = v.array(
  v.custom<ProcessSpan>(
    (value) => isRange(value) && typeof value['text'] === 'string' && typeof value['score'] === 'number',
  ),
);

/** The comparison of two precisions, in messages and on disk. */
export const COMPARISON = v.strictObject({
  ...{ characters: COUNT, sameSide: v.number(), spanF1: v.number(), largestDifference: v.number() },
  ...{ threshold: v.number(), accepted: v.boolean() },
});

/** The comparison of two devices, in messages and on disk. */
export const DEVICE_COMPARISON = v.strictObject({
  ...{ characters: COUNT, sameSpans: v.boolean(), largestDifference: v.number() },
  ...{ cpuMs: v.number(), gpuMs: v.number(), accepted: v.boolean() },
});
export const DEVICE_FAILURE = v.picklist(['missing', 'refused', 'failed', 'crashed']);

const ONNX = v.strictObject({
  kind: v.literal('onnx'),
  folder: v.string(),
  preparedFolder: v.string(),
  precision: v.picklist(['fp32', 'int8', 'auto']),
  threads: COUNT,
  device: v.exactOptional(v.picklist(['auto', 'gpu'])),
  forerunner: v.exactOptional(v.lazy((): v.GenericSchema<unknown, OnnxSpec> => ONNX)),
});
const SERVER = v.strictObject({
  kind: v.literal('server'),
  ...{ folder: v.string(), url: v.string(), model: v.string(), token: v.exactOptional(v.string()) },
  ...{ batch: COUNT, requests: COUNT },
});
const ENGINE = v.variant('kind', [v.strictObject({ kind: v.literal('keyword') }), ONNX, SERVER]);
const WINDOWS = v.strictObject({ max_length: COUNT, doc_stride: COUNT });

const PASSAGES = v.array(v.strictObject({ question: v.string(), text: v.string() }));

const HOST_MESSAGE: v.GenericSchema<unknown, HostMessage> = v.variant('type', [
  v.strictObject({
    type: v.literal('ask'),
    id: COUNT,
    engine: ENGINE,
    question: v.string(),
    text: v.string(),
    format: FORMAT,
    scopes: v.exactOptional(v.array(v.custom<TextRange>(isRange))),
    windows: v.exactOptional(WINDOWS),
  }),
  v.strictObject({
    type: v.literal('process'),
    id: COUNT,
    engine: ENGINE,
    question: v.string(),
    context: v.string(),
    section: v.exactOptional(v.string()),
    options: v.strictObject({
      ...WINDOWS.entries,
      ...{ threshold: v.number(), min_span_chars: COUNT, merge_gap_chars: COUNT },
      return_sentence_metrics: v.boolean(),
    }),
  }),
  v.strictObject({ type: v.literal('outline'), id: COUNT, text: v.string(), format: FORMAT }),
  v.strictObject({
    type: v.literal('compare'),
    id: COUNT,
    engine: ONNX,
    passages: PASSAGES,
    again: v.boolean(),
  }),
  v.strictObject({
    type: v.literal('device'),
    id: COUNT,
    engine: ONNX,
    passages: v.exactOptional(PASSAGES),
    again: v.boolean(),
  }),
  v.strictObject({ type: v.literal('predecessor'), pid: COUNT, crashed: v.boolean() }),
  v.strictObject({ type: v.literal('cancel'), id: COUNT }),
]);

const WORKER_MESSAGE: v.GenericSchema<unknown, WorkerMessage> = v.variant('type', [
  v.strictObject({ type: v.literal('ready') }),
  v.strictObject({ type: v.literal('gpu'), inUse: v.boolean() }),
  v.strictObject({ type: v.literal('loading'), id: COUNT }),
  v.strictObject({ type: v.literal('outlined'), id: COUNT, outline: OUTLINE }),
  v.strictObject({ type: v.literal('scored'), id: COUNT, chunk: COUNT, scores: CHUNK_SCORES }),
  v.strictObject({
    type: v.literal('processed'),
    id: COUNT,
    result: v.strictObject({ spans: SPANS, sentences: v.exactOptional(SPANS), windows: COUNT, tokens: COUNT }),
  }),
  v.strictObject({ type: v.literal('compared'), id: COUNT, comparison: COMPARISON, isNew: v.boolean() }),
  v.strictObject({
    type: v.literal('device'),
    id: COUNT,
    state: v.strictObject({
      device: v.picklist(['cpu', 'gpu']),
      comparison: v.exactOptional(DEVICE_COMPARISON),
      failure: v.exactOptional(DEVICE_FAILURE),
    }),
    isNew: v.boolean(),
  }),
  v.strictObject({ type: v.literal('done'), id: COUNT, cancelled: v.boolean() }),
  v.strictObject({
    type: v.literal('failed'),
    id: COUNT,
    code: v.custom<ErrorCode>(isErrorCode),
    told: v.custom<Sentence>(isSentence),
    detail: v.exactOptional(v.string()),
  }),
]);

/**
 * Reads a message from the inference process. That process loads native code and foreign files, so everything that it sends is checked.
 *
 * @returns undefined when it is no message of the protocol
 */
export function parseWorkerMessage(value: unknown): WorkerMessage | undefined {
  return v.is(WORKER_MESSAGE, value) ? (value as WorkerMessage) : undefined;
}

/** Reads a message from the host; undefined when it is no message of the protocol. */
export function parseHostMessage(value: unknown): HostMessage | undefined {
  return v.is(HOST_MESSAGE, value) ? (value as HostMessage) : undefined;
}
