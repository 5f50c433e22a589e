import { formatScore } from './bands';

/** The model that ships with the extension, as a value of `evidence.model`. */
export const SMALL_MODEL = 'small';

/** The engine when neither a setting nor an option names one. Same as the default of `evidence.model` in package.json. */
export const DEFAULT_MODEL = SMALL_MODEL;

/** The `model` of an answer by a language model is this prefix and the model's name, instead of a value of `evidence.model`. */
const LANGUAGE_MODEL = 'languageModel:';

export function languageModel(name: string): string {
  return `${LANGUAGE_MODEL}${name}`;
}

/** Whether an answer came from a language model. Its passages have no scores. */
export function isLanguageModel(model: string): boolean {
  return model.startsWith(LANGUAGE_MODEL);
}

/**
 * The name that a reader sees for the engine of an answer: a value of `evidence.model` (for a folder, the last part of its path), or a
 * language model.
 */
export function engineName(model: string): string {
  if (isLanguageModel(model)) return `language model ${model.slice(LANGUAGE_MODEL.length)}`;
  if (model === 'keyword') return 'keyword matching';
  if (model === SMALL_MODEL) return 'built-in model';
  const isPath = /^([A-Za-z]:[\\/]|[\\/~.])/.test(model);
  return isPath ? (model.split(/[\\/]/).findLast((part) => part !== '') ?? model) : model;
}

/** The text shown as a passage's score. A language model gives no score, so its sign is shown instead. */
export function scoreText(model: string, score: number): string {
  return isLanguageModel(model) ? 'LM' : formatScore(score);
}
