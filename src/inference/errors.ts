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
  constructor(
    readonly code: InferenceErrorCode,
    message: string,
    readonly detail?: string,
  ) {
    super(message);
    this.name = 'InferenceError';
  }
}
