/**
 * Reads `tokenizer.json`. Only the parts of ModernBERT's tokenizer are supported, because offsets are exact for them alone:
 * whatever differs is named, and the model refused. Saved truncation and padding are ignored, as the engine cuts windows itself.
 */
import { InferenceError } from '../errors';
import type { AddedToken } from './addedTokens';
import { BYTE_CHARACTERS } from './byteLevel';

/** The three template tokens around a question and its context: first, question, middle, context, last. */
export interface PairTemplate {
  /** [CLS] in ModernBERT. */
  readonly first: number;
  /** [SEP] in ModernBERT. */
  readonly middle: number;
  /** [SEP] in ModernBERT. */
  readonly last: number;
}

/** What surrounds the words of a tokenizer; the words themselves are left to the library (see `wordModel.ts`). */
export interface TokenizerParts {
  /** Whether the text is normalised to NFC. */
  readonly nfc: boolean;
  /** Tokens that are found before the text is normalised. */
  readonly verbatimTokens: readonly AddedToken[];
  /** Tokens that are found after the text is normalised, with normalised contents. */
  readonly normalizedTokens: readonly AddedToken[];
  readonly template: PairTemplate;
}

type Json = Readonly<Record<string, unknown>>;

/** Bytes that no UTF-8 text has, so that a vocabulary may lack them. */
const ABSENT_FROM_UTF8: ReadonlySet<number> = new Set([0xc0, 0xc1, ...Array.from({ length: 11 }, (_, i) => 0xf5 + i)]);

/**
 * @param file the content of `tokenizer.json`
 * @throws InferenceError 'badModel' with everything that differs from what is supported
 */
export function readTokenizerParts(file: unknown): TokenizerParts {
  const json = asObject(file) ?? {};
  const differences: string[] = [];
  const nfc = readNormalizer(json['normalizer'], differences);
  checkPreTokenizer(json['pre_tokenizer'], differences);
  const vocabulary = checkModel(json['model'], differences);
  const tokens = readAddedTokens(json['added_tokens'], nfc, vocabulary, differences);
  const template = readTemplate(json['post_processor'], differences);
  if (differences.length > 0 || !template) {
    throw new InferenceError('badModel', `The tokenizer of this model is not supported: ${differences.join('; ')}.`);
  }
  return { nfc, ...tokens, template };
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

/** Checks the model so far that each word becomes tokens of its vocabulary, byte for byte. Returns the vocabulary. */
function checkModel(value: unknown, differences: string[]): Json {
  const model = asObject(value) ?? {};
  if (model['type'] !== 'BPE') {
    differences.push(`the model is ${show(model['type'])}, not BPE`);
    return {};
  }
  for (const option of ['dropout', 'continuing_subword_prefix', 'end_of_word_suffix', 'byte_fallback']) {
    if (model[option]) differences.push(`the model has ${option} ${show(model[option])}`);
  }
  const vocabulary = asObject(model['vocab']) ?? {};
  if (!Object.values(vocabulary).every(isId)) differences.push('the vocabulary has ids that are no whole numbers');
  const missing = BYTE_CHARACTERS.filter((character, byte) => {
    return !ABSENT_FROM_UTF8.has(byte) && !Object.hasOwn(vocabulary, character);
  });
  if (missing.length > 0) differences.push(`the vocabulary lacks ${missing.length} of the 256 bytes`);
  checkMerges(model['merges'], vocabulary, differences);
  return vocabulary;
}

/** Merges are strings with a space between their parts, or, in files of newer libraries, pairs. */
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

function readAddedTokens(
  value: unknown,
  nfc: boolean,
  vocabulary: Json,
  differences: string[],
): Pick<TokenizerParts, 'verbatimTokens' | 'normalizedTokens'> {
  const verbatimTokens: AddedToken[] = [];
  const normalizedTokens: AddedToken[] = [];
  for (const entry of Array.isArray(value) ? (value as unknown[]) : []) {
    const { id, content, single_word, lstrip, rstrip, normalized } = asObject(entry) ?? {};
    if (!isId(id) || typeof content !== 'string' || content === '') {
      differences.push(`the added token ${show(entry)} has no id or no content`);
      continue;
    }
    const name = `the added token ${show(content)}`;
    if (single_word === true) differences.push(`${name} has single_word`);
    if (rstrip === true) differences.push(`${name} has rstrip`);
    if (Object.hasOwn(vocabulary, content) && vocabulary[content] !== id) {
      differences.push(`${name} has id ${id} here and ${show(vocabulary[content])} in the vocabulary`);
    }
    const token = { id, content, lstrip: lstrip === true };
    if (normalized !== true) verbatimTokens.push(token);
    else normalizedTokens.push(nfc ? { ...token, content: content.normalize('NFC') } : token);
  }
  return { verbatimTokens, normalizedTokens };
}

/** Type ids are not read: ModernBERT has no input for them. */
function readTemplate(value: unknown, differences: string[]): PairTemplate | undefined {
  const processor = asObject(value) ?? {};
  if (processor['type'] !== 'TemplateProcessing') {
    differences.push(`the post_processor is ${show(processor['type'])}, not TemplateProcessing`);
    return undefined;
  }
  const specials = asObject(processor['special_tokens']) ?? {};
  const pair = Array.isArray(processor['pair']) ? (processor['pair'] as unknown[]) : [];
  const [first, question, middle, context, last, ...more] = pair.map((item) => templateItem(item, specials));
  if (
    typeof first !== 'number' ||
    question !== 'A' ||
    typeof middle !== 'number' ||
    context !== 'B' ||
    typeof last !== 'number' ||
    more.length > 0
  ) {
    differences.push(`the template of the post_processor is not "[CLS] A [SEP] B [SEP]"`);
    return undefined;
  }
  return { first, middle, last };
}

/** The id of a special token of the template, or the name of a sequence; undefined for anything else. */
function templateItem(item: unknown, specials: Json): number | string | undefined {
  const sequence = asObject(asObject(item)?.['Sequence'])?.['id'];
  if (typeof sequence === 'string') return sequence;
  const name = asObject(asObject(item)?.['SpecialToken'])?.['id'];
  if (typeof name !== 'string' || !Object.hasOwn(specials, name)) return undefined;
  const ids = asObject(specials[name])?.['ids'];
  if (!Array.isArray(ids) || ids.length !== 1) return undefined;
  const [id] = ids as unknown[];
  return isId(id) ? id : undefined;
}

function asObject(value: unknown): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
}

function isId(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** A value of the file as a reader can find it there, but never a whole page of it. */
function show(value: unknown): string {
  return value === undefined ? 'missing' : JSON.stringify(value).slice(0, 80);
}
