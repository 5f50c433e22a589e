import { sentence } from '../../core/text/sentence';
import { KnownError } from '../../core/errors/knownError';
import { fieldsOf } from '../../core/storage/schemas';
import type { AddedToken } from './addedTokens';

/** A JSON object of `tokenizer.json`. */
export type Json = Readonly<Record<string, unknown>>;

export function asObject(value: unknown): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
}

export function isId(value: unknown): value is AddedToken['id'] {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** A value of the file for a message, as JSON, at most 80 UTF-16 code units. */
export function show(value: unknown): string {
  return value === undefined ? 'missing' : JSON.stringify(value).slice(0, 80);
}

/** The vocabulary of a model: the id of each token. Adds to `differences` what is wrong with it. */
export function readVocabulary(model: Json, differences: string[]): Json {
  const vocabulary = asObject(model['vocab']) ?? {};
  if (!Object.values(vocabulary).every(isId)) differences.push('the vocabulary has ids that are no whole numbers');
  return vocabulary;
}

/**
 * Limits for the parts of a `tokenizer.json`: several times what published tokenizers have. Such a file is still read in a second or two.
 */
const MOST_WORDS = 500_000;
const MOST_MERGES = 500_000;
const MOST_ADDED = 10_000;
/** UTF-16 code units of all added tokens together. One pattern searches for all of them. */
const MOST_ADDED_LENGTH = 100_000;

/**
 * Checks the sizes in a `tokenizer.json` before anything is built from it, so that no file takes minutes or all memory.
 *
 * @throws KnownError 'badModel' that names the part
 */
export function checkTokenizerBounds(file: unknown): void {
  const json = fieldsOf(file);
  const model = fieldsOf(json['model']);
  const added = Array.isArray(json['added_tokens']) ? (json['added_tokens'] as unknown[]) : [];
  const lengths = added.map((token) => {
    const { content } = fieldsOf(token);
    return typeof content === 'string' ? content.length : 0;
  });
  demandAtMost(Object.keys(fieldsOf(model['vocab'])).length, MOST_WORDS, 'tokens');
  demandAtMost(Array.isArray(model['merges']) ? model['merges'].length : 0, MOST_MERGES, 'merges');
  demandAtMost(added.length, MOST_ADDED, 'added tokens');
  const length = lengths.reduce((sum, one) => sum + one, 0);
  demandAtMost(length, MOST_ADDED_LENGTH, 'characters in added tokens');
}

function demandAtMost(count: number, most: number, what: string): void {
  if (count <= most) return;
  throw new KnownError(
    'badModel',
    sentence`The tokenizer of this model has ${count} ${what}, but at most ${most} can be read: choose another model.`,
  );
}
