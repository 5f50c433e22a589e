import { sentence } from '../../core/text/sentence';
/**
 * Reads `tokenizer.json`. Only tokenizers like ModernBERT's and BERT's are supported, because only their offsets are exact. Anything that
 * differs is named, and the model refused. Saved truncation and padding are ignored: the engine cuts windows itself.
 */
import type { AddedToken } from './addedTokens';
import { type ByteLevelParts, readByteLevel } from './byteLevelFile';
import { asObject, isId, type Json, show } from './fileParts';
import { readWordPiece, type WordPieceParts } from './wordPieceFile';
import { KnownError } from '../../core/errors/knownError';

/** The template tokens around a question and its context: first, question, middle, context, last. */
export interface PairTemplate {
  /** [CLS] */
  readonly first: number;
  /** [SEP] */
  readonly middle: number;
  /** [SEP] */
  readonly last: number;
  /** Type id of the context and of the token after it, for models with several types. Everything before has 0. */
  readonly contextType: number;
}

/** The parts of a tokenizer around its words. The library handles the words themselves (see `wordModel.ts`). */
export interface TokenizerParts {
  readonly words: ByteLevelParts | WordPieceParts;
  /** Tokens found before the text is normalised. */
  readonly verbatimTokens: readonly AddedToken[];
  /** Tokens found after the text is normalised. Their contents are as in the file. */
  readonly normalizedTokens: readonly AddedToken[];
  readonly template: PairTemplate;
}

/**
 * @param file the content of `tokenizer.json`
 * @throws KnownError 'badModel', naming everything that differs from what is supported
 */
export function readTokenizerParts(file: unknown): TokenizerParts {
  const json = asObject(file) ?? {};
  const differences: string[] = [];
  const model = asObject(json['model']) ?? {};
  const words = (model['type'] === 'WordPiece' ? readWordPiece : readByteLevel)(json, differences);
  const tokens = readAddedTokens(json['added_tokens'], asObject(model['vocab']) ?? {}, differences);
  const template = readTemplate(json['post_processor'], differences);
  if (differences.length > 0 || !template) {
    throw new KnownError(
      'badModel',
      sentence`The tokenizer of this model is not supported (${differences.join('; ')}): choose another model.`,
    );
  }
  return { words, ...tokens, template };
}

function readAddedTokens(
  value: unknown,
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
    (normalized === true ? normalizedTokens : verbatimTokens).push(token);
  }
  return { verbatimTokens, normalizedTokens };
}

function readTemplate(value: unknown, differences: string[]): PairTemplate | undefined {
  const processor = asObject(value) ?? {};
  if (processor['type'] === 'BertProcessing') return readBertProcessing(processor, differences);
  if (processor['type'] !== 'TemplateProcessing') {
    differences.push(`the post_processor is ${show(processor['type'])}, not TemplateProcessing or BertProcessing`);
    return undefined;
  }
  const specials = asObject(processor['special_tokens']) ?? {};
  const pair = Array.isArray(processor['pair']) ? (processor['pair'] as unknown[]) : [];
  const items = pair.map((item) => templateItem(item, specials));
  const [first, question, middle, context, last, ...more] = items.map((item) => item?.of);
  const types = items.map((item) => item?.type);
  const [contextType] = types.slice(3);
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
  if (!isId(contextType) || types.join() !== [0, 0, 0, contextType, contextType].join()) {
    differences.push(`the type ids of the post_processor are ${types.join(', ')}`);
    return undefined;
  }
  return { first, middle, last, contextType };
}

/** The form that BERT's own converter writes: `"cls": ["[CLS]", 101], "sep": ["[SEP]", 102]`. */
function readBertProcessing(processor: Json, differences: string[]): PairTemplate | undefined {
  const [first, separator] = [processor['cls'], processor['sep']].map((named) =>
    Array.isArray(named) ? (named as unknown[])[1] : undefined,
  );
  if (isId(first) && isId(separator)) return { first, middle: separator, last: separator, contextType: 1 };
  differences.push('the post_processor has no ids of cls and sep');
  return undefined;
}

/** A special token of the template by its id, or a sequence by its name, with its type id; undefined for anything else. */
function templateItem(
  item: unknown,
  specials: Json,
): { readonly of: number | string; readonly type: unknown } | undefined {
  const sequence = asObject(asObject(item)?.['Sequence']);
  if (typeof sequence?.['id'] === 'string') return { of: sequence['id'], type: sequence['type_id'] };
  const special = asObject(asObject(item)?.['SpecialToken']);
  const name = special?.['id'];
  if (typeof name !== 'string' || !Object.hasOwn(specials, name)) return undefined;
  const ids = asObject(specials[name])?.['ids'];
  if (!Array.isArray(ids) || ids.length !== 1) return undefined;
  const [id] = ids as unknown[];
  return isId(id) ? { of: id, type: special?.['type_id'] } : undefined;
}
