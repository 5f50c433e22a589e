import type { AddedToken } from './addedTokens';

/** A JSON object of `tokenizer.json`. */
export type Json = Readonly<Record<string, unknown>>;

export function asObject(value: unknown): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
}

export function isId(value: unknown): value is AddedToken['id'] {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** A value as a reader finds it in the file, cut to a reasonable length. */
export function show(value: unknown): string {
  return value === undefined ? 'missing' : JSON.stringify(value).slice(0, 80);
}

/** The vocabulary of a model: the id of each token. */
export function readVocabulary(model: Json, differences: string[]): Json {
  const vocabulary = asObject(model['vocab']) ?? {};
  if (!Object.values(vocabulary).every(isId)) differences.push('the vocabulary has ids that are no whole numbers');
  return vocabulary;
}
