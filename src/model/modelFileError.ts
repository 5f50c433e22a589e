import { type Sentence, written } from '../core/text/sentence';

/**
 * What is wrong with a model's files. `missing`: a file is not there. `damaged`: a file contradicts itself, so fetching it again may help.
 * `unsupported`: the files are intact, but this program cannot run the model.
 */
export type ModelFault = 'missing' | 'damaged' | 'unsupported';

/** A model that cannot be used. The message is one sentence for the reader, `detail` is for the log. */
export class ModelFileError extends Error {
  /** @param told the message; `Error.message` holds it in English */
  constructor(
    readonly fault: ModelFault,
    readonly told: Sentence,
    readonly detail?: string,
  ) {
    super(written(told));
    this.name = 'ModelFileError';
  }
}

const MOST_NAMES = 5;

/** A short list of names for a reader: the first few, and how many more there are. */
export function named(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMES).join(', ');
  return names.length > MOST_NAMES ? `${shown} and ${names.length - MOST_NAMES} more` : shown;
}
