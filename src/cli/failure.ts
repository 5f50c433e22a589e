import { harmless, oneLine } from '../core/text/harmless';
import { InferenceError, type InferenceErrorCode } from '../inference/errors';
import { StoreError, type StoreErrorCode } from '../model/store/storeError';
import { Interrupted } from './signal';
import { UsageError } from './usageError';

/** Errors of the inference process that are the input's, not the program's. */
const INPUT_ERRORS: ReadonlySet<InferenceErrorCode> = new Set<InferenceErrorCode>([
  'badQuestion',
  'badPaper',
  'unsupportedLanguage',
  'badModel',
  'modelNotInstalled',
  'damagedModel',
]);

/** Errors of the models that are the input's, not the program's. */
const STORE_INPUT_ERRORS: ReadonlySet<StoreErrorCode> = new Set<StoreErrorCode>([
  'badName',
  'badToken',
  'badModel',
  'inTheWay',
  'storage',
  'notInstalled',
  'damaged',
]);

/**
 * Says what went wrong on standard error, in one line where it is the reader's to change.
 *
 * @param program the name that the line begins with
 * @returns the exit code: 1 failed while working, 2 wrong use or unusable input
 */
export function reportFailure(program: string, error: unknown): number {
  if (error instanceof UsageError) {
    console.error(oneLine(`${program}: ${error.message}`));
    return 2;
  }
  if (error instanceof InferenceError) {
    console.error(oneLine(`${program}: ${error.message}`));
    if (INPUT_ERRORS.has(error.code)) return 2;
    if (error.detail !== undefined) console.error(harmless(error.detail));
    return 1;
  }
  if (error instanceof StoreError) {
    console.error(oneLine(`${program}: ${error.message}`));
    return STORE_INPUT_ERRORS.has(error.code) ? 2 : 1;
  }
  if (error instanceof Interrupted) {
    console.error(`${program}: ${error.message}`);
    return 1;
  }
  console.error(harmless(`${program}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`));
  return 1;
}
