/** The model that ships with the extension, as a value of `evidence.model`. */
export const SMALL_MODEL = 'small';

/** The engine where neither a setting nor an option names one: what `evidence.model` has as its default in package.json. */
export const DEFAULT_MODEL = SMALL_MODEL;

/** Keyword matching, as a value of `evidence.model`. */
export const KEYWORD = 'keyword';

/** What a reader sees as the name of an engine: a value of `evidence.model`; of a folder, its last part. */
export function engineName(model: string): string {
  if (model === KEYWORD) return 'keyword matching';
  if (model === SMALL_MODEL) return 'built-in model';
  const isPath = /^([A-Za-z]:[\\/]|[\\/~.])/.test(model);
  return isPath ? (model.split(/[\\/]/).findLast((part) => part !== '') ?? model) : model;
}
