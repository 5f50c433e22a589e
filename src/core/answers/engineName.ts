/** The model that ships with the extension, as a value of `evidence.model`. */
export const SMALL_MODEL = 'small';

/** The engine when neither a setting nor an option names one. Same as the default of `evidence.model` in package.json. */
export const DEFAULT_MODEL = SMALL_MODEL;

/** Keyword matching, as a value of `evidence.model`. */
export const KEYWORD = 'keyword';

/** The name that a reader sees for an engine: a value of `evidence.model` (for a folder, the last part of its path). */
export function engineName(model: string): string {
  if (model === KEYWORD) return 'keyword matching';
  if (model === SMALL_MODEL) return 'built-in model';
  const isPath = /^([A-Za-z]:[\\/]|[\\/~.])/.test(model);
  return isPath ? (model.split(/[\\/]/).findLast((part) => part !== '') ?? model) : model;
}
