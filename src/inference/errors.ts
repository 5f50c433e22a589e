import { type Sentence, written } from '../core/text/sentence';

/** Why an engine or the inference process failed. */
export type InferenceErrorCode =
  | 'badQuestion'
  | 'badPaper'
  | 'unsupportedLanguage'
  | 'badModel'
  | 'modelNotInstalled'
  | 'damagedModel'
  | 'workerCrashed'
  | 'workerSilent'
  | 'workerUnavailable'
  | 'internal';

/** An error with a message of one sentence for the reader. `detail` goes only to the log. */
export class InferenceError extends Error {
  /** The message for translation. `Error.message` holds it in English. */
  readonly told: Sentence;

  constructor(
    readonly code: InferenceErrorCode,
    message: Sentence | string,
    readonly detail?: string,
  ) {
    const told = typeof message === 'string' ? { template: message, values: [] } : message;
    super(written(told));
    this.told = told;
    this.name = 'InferenceError';
  }
}
