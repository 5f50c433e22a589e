import { createHash } from 'node:crypto';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { OffsetTokenizer } from '../../../../src/inference/tokenizer/tokenizer';
import { loadTokenizer } from '../../../../src/inference/tokenizer/tokenizer';
import { hardTexts } from './hardTexts';
import type { Case, Digests } from './support';
import {
  differing,
  flatOffsets,
  MODERNBERT,
  readJson,
  temporaryFolder,
  temporaryTokenizer,
  TOKENIZER,
  vary,
  WORDPIECE,
} from './support';

describe.each([
  ['byte-level', TOKENIZER],
  ['WordPiece', WORDPIECE],
])('the synthetic %s tokenizer', (_, folder) => {
  const cases = readJson(folder, 'cases.json') as readonly Case[];
  const digests = readJson(folder, 'digests.json') as Digests;
  let tokenizer: OffsetTokenizer;
  beforeAll(async () => {
    tokenizer = await loadTokenizer(folder);
  });

  it('the tested texts are those that the reference tokenised', () => {
    expect(
      createHash('sha256')
        .update(Buffer.from(hardTexts(digests.count).join('\n'), 'utf16le'))
        .digest('hex'),
    ).toBe(digests.texts);
  });

  it.each(cases)('$text has the ids and offsets of the reference', ({ text, ids, offsets }) => {
    const encoding = tokenizer.encode(text);
    expect(encoding.ids).toEqual(ids);
    expect(flatOffsets(encoding)).toEqual(offsets);
  });

  it(`${digests.count} hard texts have the ids and offsets of the reference`, () => {
    expect(digests.synthetic).toHaveLength(8 * digests.count);
    expect(differing(tokenizer, digests.synthetic)).toEqual([]);
  });

  it.each(Object.entries(digests.variants))('the tokenizer equals the reference when %s', async (_name, variant) => {
    const varied = temporaryTokenizer((file) => vary(file, variant), folder);
    expect(differing(await loadTokenizer(varied), variant.digests)).toEqual([]);
    expect(variant.digests).toHaveLength(8 * digests.varied);
  });
});

console.log(
  MODERNBERT
    ? `ModernBERT's tokenizer: ${MODERNBERT.file}`
    : "ModernBERT's tokenizer is not tested: it is not part of the project, and there is no ../shared that has it",
);

describe.skipIf(!MODERNBERT)("ModernBERT's tokenizer", () => {
  it("hard texts have the ids and offsets of the reference with ModernBERT's tokenizer", async () => {
    const folder = temporaryFolder();
    copyFileSync(MODERNBERT!.file, join(folder, 'tokenizer.json'));
    copyFileSync(MODERNBERT!.config, join(folder, 'tokenizer_config.json'));
    const { modernbert } = readJson(TOKENIZER, 'digests.json') as { readonly modernbert: string };
    expect(differing(await loadTokenizer(folder), modernbert)).toEqual([]);
  });
});
