import type { InferenceErrorCode } from './errors';
import type { HostMessage, WorkerMessage } from './protocol';

const ERROR_CODES: ReadonlySet<string> = new Set<InferenceErrorCode>([
  'badQuestion',
  'badPaper',
  'unsupportedLanguage',
  'badModel',
  'modelNotInstalled',
  'damagedModel',
  'workerCrashed',
  'workerUnavailable',
  'internal',
]);

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads what came over the channel. The process loads native code and files of others: what it sends is checked as far as
 * the host relies on its shape.
 *
 * @returns undefined when it is no message of the protocol
 */
export function parseWorkerMessage(value: unknown): WorkerMessage | undefined {
  if (!isFields(value)) return undefined;
  if (value['type'] === 'ready') return { type: 'ready' };
  return Number.isSafeInteger(value['id']) && isAnswer(value) ? (value as unknown as WorkerMessage) : undefined;
}

/**
 * Reads what came from the host, as far as the process relies on its shape.
 *
 * @returns undefined when it is no message of the protocol
 */
export function parseHostMessage(value: unknown): HostMessage | undefined {
  if (!isFields(value) || !Number.isSafeInteger(value['id'])) return undefined;
  return isRequest(value) || value['type'] === 'cancel' ? (value as unknown as HostMessage) : undefined;
}

function isRequest(value: Fields): boolean {
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

function isAnswer(value: Fields): boolean {
  switch (value['type']) {
    case 'loading':
      return true;
    case 'outlined':
      return isOutline(value['outline']);
    case 'scored':
      return isIndex(value['chunk']) && isScores(value['scores']);
    case 'compared':
      return (
        isFields(value['comparison']) &&
        typeof value['comparison']['accepted'] === 'boolean' &&
        typeof value['isNew'] === 'boolean'
      );
    case 'processed':
      return isFields(value['result']) && Array.isArray(value['result']['spans']);
    case 'done':
      return typeof value['cancelled'] === 'boolean';
    case 'failed':
      return typeof value['message'] === 'string' && ERROR_CODES.has(String(value['code']));
    default:
      return false;
  }
}

function isOutline(value: unknown): boolean {
  return isFields(value) && ['headings', 'chunks', 'blocks'].every((part) => Array.isArray(value[part]));
}

function isScores(value: unknown): boolean {
  if (!isFields(value)) return false;
  if (value['kind'] === 'tokens') return Array.isArray(value['windows']);
  if (value['kind'] === 'sentences') return Array.isArray(value['units']);
  return value['kind'] === 'blocks' && Array.isArray(value['ranges']) && Array.isArray(value['sentences']);
}

function isIndex(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}
