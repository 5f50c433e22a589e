import { BYTE_CHARACTERS } from './byteLevel';
import { asObject, type Json, readVocabulary, show } from './fileParts';

/** What a file says about a byte-level tokenizer, besides its vocabulary. */
export interface ByteLevelParts {
  readonly kind: 'byteLevel';
  /** Whether the text is normalised to NFC. */
  readonly nfc: boolean;
}

/** Bytes that never occur in UTF-8. A vocabulary may lack them. */
const ABSENT_FROM_UTF8: ReadonlySet<number> = new Set([0xc0, 0xc1, ...Array.from({ length: 11 }, (_, i) => 0xf5 + i)]);

/** Reads a tokenizer like ModernBERT's, and adds everything that differs to `differences`. */
export function readByteLevel(file: Json, differences: string[]): ByteLevelParts {
  const nfc = readNormalizer(file['normalizer'], differences);
  checkPreTokenizer(file['pre_tokenizer'], differences);
  checkModel(asObject(file['model']) ?? {}, differences);
  return { kind: 'byteLevel', nfc };
}

function readNormalizer(value: unknown, differences: string[]): boolean {
  if (value === null || value === undefined) return false;
  const type = asObject(value)?.['type'];
  if (type !== 'NFC') differences.push(`the normalizer is ${show(type)}, not NFC`);
  return true;
}

function checkPreTokenizer(value: unknown, differences: string[]): void {
  const preTokenizer = asObject(value) ?? {};
  if (preTokenizer['type'] !== 'ByteLevel') {
    differences.push(`the pre_tokenizer is ${show(preTokenizer['type'])}, not ByteLevel`);
    return;
  }
  if (preTokenizer['add_prefix_space'] !== false) differences.push('the pre_tokenizer has add_prefix_space');
  if (preTokenizer['use_regex'] === false) differences.push('the pre_tokenizer has no use_regex');
}

/** Checks that the model turns every word into tokens of its vocabulary, byte for byte. */
function checkModel(model: Json, differences: string[]): void {
  if (model['type'] !== 'BPE') {
    differences.push(`the model is ${show(model['type'])}, not BPE or WordPiece`);
    return;
  }
  for (const option of ['dropout', 'continuing_subword_prefix', 'end_of_word_suffix', 'byte_fallback']) {
    if (model[option]) differences.push(`the model has ${option} ${show(model[option])}`);
  }
  const vocabulary = readVocabulary(model, differences);
  const missing = BYTE_CHARACTERS.filter((character, byte) => {
    return !ABSENT_FROM_UTF8.has(byte) && !Object.hasOwn(vocabulary, character);
  });
  if (missing.length > 0) differences.push(`the vocabulary lacks ${missing.length} of the 256 bytes`);
  checkMerges(model['merges'], vocabulary, differences);
}

/** Merges are strings with a space between their parts, or pairs in files of newer libraries. */
function checkMerges(value: unknown, vocabulary: Json, differences: string[]): void {
  if (!Array.isArray(value)) {
    differences.push('the model has no merges');
    return;
  }
  const wrong = value.findIndex((merge: unknown) => {
    const parts: unknown = typeof merge === 'string' ? merge.split(' ') : merge;
    const [left, right, more] = Array.isArray(parts) ? (parts as unknown[]) : [];
    const isPair = typeof left === 'string' && typeof right === 'string' && more === undefined;
    return !isPair || typeof merge !== typeof value[0] || !Object.hasOwn(vocabulary, left + right);
  });
  if (wrong >= 0) differences.push(`the merge ${show(value[wrong])} is not one of two tokens of the vocabulary`);
}
