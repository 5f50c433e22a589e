import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadTokenizer } from '../../../../src/inference/tokenizer/tokenizer';
import type { TokenizerJson } from './support';
import { temporaryFolder, temporaryTokenizer, WORDPIECE } from './support';
import { KnownError } from '../../../../src/core/errors/knownError';

const part = (file: TokenizerJson, name: string): TokenizerJson => file[name] as TokenizerJson;
const vocabulary = (file: TokenizerJson): TokenizerJson => part(part(file, 'model'), 'vocab');
const addedToken = (changes: object) => (file: TokenizerJson) => {
  Object.assign((file['added_tokens'] as object[])[3]!, changes);
};
const setPart = (name: string, value: unknown) => (file: TokenizerJson) => {
  file[name] = value;
};
const setIn = (name: string, key: string, value: unknown) => (file: TokenizerJson) => {
  part(file, name)[key] = value;
};

/** A change of the tokenizer, and the words of its refusal. */
const refusals: [string, (file: TokenizerJson) => void][] = [
  ['the normalizer is "NFKC", not NFC', setPart('normalizer', { type: 'NFKC' })],
  ['the normalizer is "Sequence", not NFC', setPart('normalizer', { type: 'Sequence', normalizers: [] })],
  ['the pre_tokenizer is "Whitespace", not ByteLevel', setPart('pre_tokenizer', { type: 'Whitespace' })],
  ['the pre_tokenizer is missing, not ByteLevel', setPart('pre_tokenizer', null)],
  ['the pre_tokenizer has add_prefix_space', setIn('pre_tokenizer', 'add_prefix_space', true)],
  ['the pre_tokenizer has no use_regex', setIn('pre_tokenizer', 'use_regex', false)],
  ['the model is "Unigram", not BPE or WordPiece', setIn('model', 'type', 'Unigram')],
  ['the model is missing, not BPE', setPart('model', undefined)],
  ['the model has dropout 0.1', setIn('model', 'dropout', 0.1)],
  ['the model has continuing_subword_prefix "##"', setIn('model', 'continuing_subword_prefix', '##')],
  ['the model has end_of_word_suffix "</w>"', setIn('model', 'end_of_word_suffix', '</w>')],
  ['the model has byte_fallback true', setIn('model', 'byte_fallback', true)],
  ['the model has no merges', setIn('model', 'merges', undefined)],
  ['the merge "a" is not one of two tokens', setIn('model', 'merges', ['a'])],
  ['the merge "a b c" is not one of two tokens', setIn('model', 'merges', ['a b c'])],
  ['the merge ["Z","Q"] is not one of two tokens', setIn('model', 'merges', [['Z', 'Q']])],
  ['the merge ["e","n"] is not one of two tokens', setIn('model', 'merges', ['i n', ['e', 'n']])],
  ['the vocabulary lacks 1 of the 256 bytes', (file) => delete vocabulary(file)['!']],
  ['the vocabulary has ids that are no whole numbers', (file) => (vocabulary(file)['!'] = 1.5)],
  ['has single_word', addedToken({ single_word: true })],
  ['has rstrip', addedToken({ rstrip: true })],
  ['has no id or no content', addedToken({ id: '3' })],
  ['has no id or no content', addedToken({ content: '' })],
  ['the added token "!" has id 465 here and 2 in the vocabulary', addedToken({ content: '!', id: 465 })],
  [
    'the post_processor is "RobertaProcessing", not TemplateProcessing or BertProcessing',
    setPart('post_processor', { type: 'RobertaProcessing' }),
  ],
  ['the template of the post_processor is not', setIn('post_processor', 'pair', [])],
  ['the template of the post_processor is not', (file) => (part(file, 'post_processor')['pair'] as unknown[]).pop()],
  [
    'the template of the post_processor is not',
    (file) => (part(file, 'post_processor')['pair'] as unknown[]).reverse(),
  ],
  ['the template of the post_processor is not', setIn('post_processor', 'special_tokens', {})],
];

/** The same for a WordPiece tokenizer. */
const wordPieceRefusals: [string, (file: TokenizerJson) => void][] = [
  ['the normalizer is "NFC", not BertNormalizer', setPart('normalizer', { type: 'NFC' })],
  ['the normalizer is missing, not BertNormalizer', setPart('normalizer', null)],
  ['the pre_tokenizer is "ByteLevel", not BertPreTokenizer', setPart('pre_tokenizer', { type: 'ByteLevel' })],
  ['the vocabulary lacks the unknown token "[UNKNOWN]"', setIn('model', 'unk_token', '[UNKNOWN]')],
  ['the vocabulary has ids that are no whole numbers', (file) => (vocabulary(file)['the'] = '7')],
  ['the model has max_input_chars_per_word 1000000, not 1 to 1000', setIn('model', 'max_input_chars_per_word', 1e6)],
  ['the model has continuing_subword_prefix ""', setIn('model', 'continuing_subword_prefix', '')],
  [
    'the post_processor has no ids of cls and sep',
    setPart('post_processor', { type: 'BertProcessing', sep: ['[SEP]'] }),
  ],
  [
    'the type ids of the post_processor are 0, 0, 0, 0, 1',
    (file) => {
      const pair = part(file, 'post_processor')['pair'] as TokenizerJson[];
      (pair[3]!['Sequence'] as TokenizerJson)['type_id'] = 0;
    },
  ],
];

describe('an unsupported WordPiece tokenizer', () => {
  it.each(wordPieceRefusals)('a WordPiece tokenizer is refused because %s', async (words, change) => {
    await expect(loadTokenizer(temporaryTokenizer(change, WORDPIECE))).rejects.toMatchObject({
      code: 'badModel',
      message: expect.stringContaining(words) as string,
    });
  });

  it("a WordPiece template in BERT's own form is accepted", async () => {
    const bert = { type: 'BertProcessing', sep: ['[SEP]', 3], cls: ['[CLS]', 2] };
    const spelled = await loadTokenizer(temporaryTokenizer(setPart('post_processor', bert), WORDPIECE));
    expect(spelled.template).toEqual({ first: 2, middle: 3, last: 3, contextType: 1 });
    expect(spelled.template).toEqual((await loadTokenizer(WORDPIECE)).template);
  });
});

describe('an unsupported byte-level tokenizer', () => {
  it.each(refusals)('a byte-level tokenizer is refused because %s', async (words, change) => {
    const refused = loadTokenizer(temporaryTokenizer(change));
    await expect(refused).rejects.toThrow(KnownError);
    await expect(refused).rejects.toMatchObject({
      code: 'badModel',
      message: expect.stringContaining(words) as string,
    });
  });

  it('all differences of a tokenizer are named at once', async () => {
    const folder = temporaryTokenizer((file) => {
      file['normalizer'] = { type: 'Lowercase' };
      part(file, 'model')['dropout'] = 0.5;
    });
    await expect(loadTokenizer(folder)).rejects.toThrow(
      'The tokenizer of this model is not supported (the normalizer is "Lowercase", not NFC; the model has dropout 0.5): choose another model.',
    );
  });

  it.each(['null', '[]', '"text"', '{}', '{"model":[]}'])(
    'a tokenizer.json that holds %s is refused',
    async (content) => {
      const folder = temporaryFolder();
      writeFileSync(join(folder, 'tokenizer.json'), content);
      await expect(loadTokenizer(folder)).rejects.toThrow('not supported (');
    },
  );

  it('a long value is cut short in the message', async () => {
    const folder = temporaryTokenizer(setPart('normalizer', { type: 'x'.repeat(10_000) }));
    await expect(loadTokenizer(folder)).rejects.toSatisfy((error: Error) => error.message.length < 400);
  });
});

describe('a folder with unreadable tokenizer files', () => {
  it('a folder without tokenizer.json is refused', async () => {
    await expect(loadTokenizer(temporaryFolder())).rejects.toMatchObject({
      code: 'badModel',
      message: 'The tokenizer.json of this model cannot be read: get a new copy of the model.',
      detail: expect.stringContaining('ENOENT') as string,
    });
  });

  it('a truncated tokenizer.json is refused', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'tokenizer.json'), '{"version":');
    await expect(loadTokenizer(folder)).rejects.toMatchObject({ code: 'badModel' });
  });

  it('a truncated tokenizer_config.json is refused', async () => {
    const folder = temporaryTokenizer(() => undefined);
    writeFileSync(join(folder, 'tokenizer_config.json'), '{"tokenizer_class":');
    await expect(loadTokenizer(folder)).rejects.toMatchObject({
      code: 'badModel',
      message: expect.stringContaining('cannot be loaded') as string,
    });
  });
});

describe('parts of a tokenizer folder that do not affect tokens', () => {
  const TEXT = 'The evidence, é [SEP] 🙂';

  it('a missing tokenizer_config.json is ignored', async () => {
    const folder = temporaryTokenizer(() => undefined);
    const expected = (await loadTokenizer(folder)).encode(TEXT).ids;
    rmSync(join(folder, 'tokenizer_config.json'));
    expect((await loadTokenizer(folder)).encode(TEXT).ids).toEqual(expected);
  });

  it.each([
    ['a class that nobody knows', { tokenizer_class: 'TokenizerOfTomorrow' }],
    ['no class', {}],
    ['the class of newer libraries', { tokenizer_class: 'TokenizersBackend', backend: 'tokenizers' }],
    ['special tokens as objects', { mask_token: { __type: 'AddedToken', content: '[MASK]', lstrip: true } }],
  ])('a tokenizer_config.json with %s is ignored', async (_, config) => {
    const folder = temporaryTokenizer(() => undefined);
    const expected = (await loadTokenizer(folder)).encode(TEXT).ids;
    writeFileSync(join(folder, 'tokenizer_config.json'), JSON.stringify(config));
    expect((await loadTokenizer(folder)).encode(TEXT).ids).toEqual(expected);
  });

  it('a folder with an odd name is accepted', async () => {
    const folder = join(temporaryFolder(), 'org', 'models--ä b#c%20');
    mkdirSync(folder, { recursive: true });
    const file = temporaryTokenizer(() => undefined);
    await expect(loadTokenizer(folder)).rejects.toMatchObject({ code: 'badModel' });
    cpSync(file, folder, { recursive: true });
    expect((await loadTokenizer(folder)).encode('[SEP]').ids).toHaveLength(1);
  });
});
