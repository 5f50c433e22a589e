import type { BertNormalization } from './bertNormalizer';
import { asObject, type Json, readVocabulary, show } from './fileParts';

/** What a file says about a WordPiece tokenizer, besides its vocabulary. */
export interface WordPieceParts {
  readonly kind: 'wordPiece';
  readonly normalization: BertNormalization;
  /** Start of tokens inside a word, as in the vocabulary. */
  readonly prefix: string;
}

/** BERT has 100. The time for a word grows faster than the word. */
const MAX_CHARS_PER_WORD = 1000;

/** Reads a tokenizer like BERT's, and adds everything that differs to `differences`. */
export function readWordPiece(file: Json, differences: string[]): WordPieceParts {
  const preTokenizer = asObject(file['pre_tokenizer'])?.['type'];
  if (preTokenizer !== 'BertPreTokenizer') {
    differences.push(`the pre_tokenizer is ${show(preTokenizer)}, not BertPreTokenizer`);
  }
  const normalization = readNormalizer(asObject(file['normalizer']) ?? {}, differences);
  return { kind: 'wordPiece', normalization, prefix: readModel(asObject(file['model']) ?? {}, differences) };
}

function readNormalizer(normalizer: Json, differences: string[]): BertNormalization {
  if (normalizer['type'] !== 'BertNormalizer') {
    differences.push(`the normalizer is ${show(normalizer['type'])}, not BertNormalizer`);
  }
  const lowercase = normalizer['lowercase'] === true;
  const stripAccents = normalizer['strip_accents'];
  return {
    cleanText: normalizer['clean_text'] === true,
    partIdeographs: normalizer['handle_chinese_chars'] === true,
    // When this is missing, accents are stripped exactly when text is lower-cased (the reference's rule).
    stripAccents: typeof stripAccents === 'boolean' ? stripAccents : lowercase,
    lowercase,
  };
}

/** Checks that the model turns every word into tokens of its vocabulary. Returns the prefix. */
function readModel(model: Json, differences: string[]): string {
  const vocabulary = readVocabulary(model, differences);
  const { unk_token: unknown, continuing_subword_prefix: prefix, max_input_chars_per_word: most } = model;
  if (typeof unknown !== 'string' || !Object.hasOwn(vocabulary, unknown)) {
    differences.push(`the vocabulary lacks the unknown token ${show(unknown)}`);
  }
  const isMost = most === undefined || (typeof most === 'number' && most > 0 && most <= MAX_CHARS_PER_WORD);
  if (!isMost) differences.push(`the model has max_input_chars_per_word ${show(most)}, not 1 to ${MAX_CHARS_PER_WORD}`);
  if (typeof prefix !== 'string' || prefix === '') {
    differences.push(`the model has continuing_subword_prefix ${show(prefix)}`);
  }
  return String(prefix);
}
