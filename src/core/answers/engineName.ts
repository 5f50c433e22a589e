import { formatScore } from './bands';

/** The model that ships with the extension, as a value of `evidence.model`. */
export const SMALL_MODEL = 'small';

/** The engine where neither a setting nor an option names one: what `evidence.model` has as its default in package.json. */
export const DEFAULT_MODEL = SMALL_MODEL;

/** What an `Answer` of a language model has in place of a value of `evidence.model`, before the model's name. */
const LANGUAGE_MODEL = 'languageModel:';

/** The name of a language model as the engine of an answer. */
export function languageModel(name: string): string {
  return `${LANGUAGE_MODEL}${name}`;
}

/** Whether an answer came from a language model: its passages were named, not scored. */
export function isLanguageModel(model: string): boolean {
  return model.startsWith(LANGUAGE_MODEL);
}

/** What a reader sees as the name of the engine behind an answer: a value of `evidence.model` (of a folder, its last part), or a language model. */
export function engineName(model: string): string {
  if (isLanguageModel(model)) return `language model ${model.slice(LANGUAGE_MODEL.length)}`;
  if (model === 'keyword') return 'keyword matching';
  if (model === SMALL_MODEL) return 'built-in model';
  const isPath = /^([A-Za-z]:[\\/]|[\\/~.])/.test(model);
  return isPath ? (model.split(/[\\/]/).findLast((part) => part !== '') ?? model) : model;
}

/** What stands where a passage's score stands: a language model gives none, and says so. */
export function scoreText(model: string, score: number): string {
  return isLanguageModel(model) ? 'LM' : formatScore(score);
}
