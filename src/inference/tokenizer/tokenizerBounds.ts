import { sentence } from '../../core/text/sentence';
import { KnownError } from '../../core/errors/knownError';
import { fieldsOf } from '../../core/storage/schemas';

/** The most of each part of a `tokenizer.json`: several times what published tokenizers have, and read in a second or two. */
const MOST_WORDS = 500_000;
const MOST_MERGES = 500_000;
const MOST_ADDED = 10_000;
/** Of all added tokens together, UTF-16 code units: they are searched for with one pattern. */
const MOST_ADDED_LENGTH = 100_000;

/**
 * Checks the sizes of a `tokenizer.json` before anything is built of it, so that no file takes minutes or all memory.
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
    sentence`The tokenizer of this model has ${count} ${what}, and at most ${most} can be read: choose another model.`,
  );
}
