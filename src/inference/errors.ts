import { type Sentence, written } from '../core/text/sentence';

/** Why an engine or the inference process could not do its work; the text is one sentence for a reader. */
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

/** An error whose message is meant for the reader; `detail` goes to the log only. */
export class InferenceError extends Error {
  /** The message as it can be translated; `Error.message` has it in English. */
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
