import * as v from 'valibot';
import { CHUNK_SCORES, COUNT, isFields, isRange, OUTLINE, wordsOf } from '../core/storage/schemas';
import { isSentence, type Sentence } from '../core/text/sentence';
import type { ProcessSpan } from '../core/process/types';
import type { InferenceErrorCode } from './errors';
import type { HostMessage, WorkerMessage } from './protocol';

const ERROR_CODES = wordsOf<InferenceErrorCode>({
  ...{ badQuestion: true, badPaper: true, unsupportedLanguage: true },
  ...{ badModel: true, modelNotInstalled: true, damagedModel: true },
  ...{ workerCrashed: true, workerSilent: true, workerUnavailable: true, internal: true },
});

const SPANS = v.array(
  v.custom<ProcessSpan>(
    (value) => isRange(value) && typeof value['text'] === 'string' && typeof value['score'] === 'number',
  ),
);

const COMPARISON = v.object({
  ...{ characters: COUNT, sameSide: v.number(), spanF1: v.number(), largestDifference: v.number() },
  ...{ threshold: v.number(), accepted: v.boolean() },
});

const WORKER_MESSAGE: v.GenericSchema<unknown, WorkerMessage> = v.variant('type', [
  v.object({ type: v.literal('ready') }),
  v.object({ type: v.literal('loading'), id: COUNT }),
  v.object({ type: v.literal('outlined'), id: COUNT, outline: OUTLINE }),
  v.object({ type: v.literal('scored'), id: COUNT, chunk: COUNT, scores: CHUNK_SCORES }),
  v.object({
    type: v.literal('processed'),
    id: COUNT,
    result: v.object({ spans: SPANS, sentences: v.exactOptional(SPANS), windows: COUNT, tokens: COUNT }),
  }),
  v.object({ type: v.literal('compared'), id: COUNT, comparison: COMPARISON, isNew: v.boolean() }),
  v.object({ type: v.literal('done'), id: COUNT, cancelled: v.boolean() }),
  v.object({
    type: v.literal('failed'),
    id: COUNT,
    code: v.custom<InferenceErrorCode>((code) => ERROR_CODES.has(code)),
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

/**
 * Reads a message from the host. Checks only the fields on which the process relies.
 *
 * @returns undefined when it is no message of the protocol
 */
export function parseHostMessage(value: unknown): HostMessage | undefined {
  if (!isFields(value) || !Number.isSafeInteger(value['id'])) return undefined;
  return isRequest(value) || value['type'] === 'cancel' ? (value as unknown as HostMessage) : undefined;
}

function isRequest(value: Readonly<Record<string, unknown>>): boolean {
  const areTexts = (...names: string[]): boolean => names.every((name) => typeof value[name] === 'string');
  switch (value['type']) {
    case 'ask':
      return areTexts('question', 'text', 'format') && isFields(value['engine']);
    case 'process':
      return areTexts('question', 'context') && isFields(value['engine']) && isFields(value['options']);
    case 'compare':
      return isFields(value['engine']) && Array.isArray(value['passages']);
    case 'outline':
      return areTexts('text', 'format');
    default:
      return false;
  }
}
