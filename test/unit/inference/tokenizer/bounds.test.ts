import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadTokenizer } from '../../../../src/inference/tokenizer/tokenizer';
import { type TokenizerJson, temporaryTokenizer } from './support';

const model = (file: TokenizerJson): TokenizerJson => file['model'] as TokenizerJson;
const addTokens = (file: TokenizerJson, contents: readonly string[]): void => {
  const tokens = contents.map((content, at) => ({ id: 1000 + at, content, special: false }));
  file['added_tokens'] = [...(file['added_tokens'] as object[]), ...tokens];
};

describe('a tokenizer with excessive sizes is refused before anything is built from it', () => {
  it.each<[string, (file: TokenizerJson) => void]>([
    ['600001 merges', (file) => (model(file)['merges'] = Array.from({ length: 600_001 }, () => 'e n'))],
    [
      '\\d+ tokens',
      (file) =>
        Object.assign(
          model(file)['vocab'] as object,
          Object.fromEntries(Array.from({ length: 500_000 }, (_, at) => [`word ${at}`, at])),
        ),
    ],
    [
      '\\d+ added tokens',
      (file) =>
        addTokens(
          file,
          Array.from({ length: 100_000 }, (_, at) => `token ${at}`),
        ),
    ],
    ['\\d+ characters in added tokens', (file) => addTokens(file, ['x'.repeat(3_000_000)])],
  ])('a tokenizer with %s is refused', async (what, change) => {
    const loading = loadTokenizer(temporaryTokenizer(change));
    await expect(loading).rejects.toMatchObject({
      code: 'badModel',
      message: expect.stringMatching(new RegExp(`^The tokenizer of this model has ${what}, but at most`)) as string,
    });
  });

  it('a tokenizer.json that is too large is not even read', async () => {
    const folder = temporaryTokenizer(() => undefined);
    writeFileSync(join(folder, 'tokenizer.json'), Buffer.alloc(70_000_000, ' '));
    await expect(loadTokenizer(folder)).rejects.toMatchObject({
      code: 'badModel',
      detail: expect.stringMatching(/70000000 bytes, more than/) as string,
    });
  });

  it('a tokenizer_config.json that is too large is ignored, because no word depends on it', async () => {
    const folder = temporaryTokenizer(() => undefined);
    const before = (await loadTokenizer(folder)).encode('the end');
    writeFileSync(join(folder, 'tokenizer_config.json'), Buffer.alloc(2_000_000, ' '));
    expect((await loadTokenizer(folder)).encode('the end')).toEqual(before);
  });
});
