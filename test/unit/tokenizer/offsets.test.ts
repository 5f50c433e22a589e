import { createHash } from 'node:crypto';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { OffsetTokenizer } from '../../../src/inference/tokenizer/tokenizer';
import { loadTokenizer } from '../../../src/inference/tokenizer/tokenizer';
import { hardTexts } from './hardTexts';
import type { TokenizerJson } from './support';
import { digest, flatOffsets, MODERNBERT, readJson, temporaryFolder, temporaryTokenizer, TOKENIZER } from './support';

interface Case {
  readonly text: string;
  readonly ids: readonly number[];
  readonly offsets: readonly number[];
}

interface Variant {
  readonly set?: Readonly<Record<string, unknown>>;
  readonly merges?: number;
  readonly append?: readonly object[];
  readonly digests: string;
}

interface Digests {
  readonly texts: string;
  readonly count: number;
  readonly synthetic: string;
  readonly modernbert: string;
  readonly varied: number;
  readonly variants: Readonly<Record<string, Variant>>;
}

const cases = readJson(TOKENIZER, 'cases.json') as readonly Case[];
const digests = readJson(TOKENIZER, 'digests.json') as Digests;
const texts = hardTexts(digests.count);

/** The texts whose ids or offsets are not those of the reference. */
function differing(tokenizer: OffsetTokenizer, expected: string): string[] {
  return texts
    .slice(0, expected.length / 8)
    .filter((text, index) => digest(tokenizer.encode(text)) !== expected.slice(index * 8, index * 8 + 8));
}

it('the hard texts are those that the reference was asked about', () => {
  expect(
    createHash('sha256')
      .update(Buffer.from(texts.join('\n'), 'utf16le'))
      .digest('hex'),
  ).toBe(digests.texts);
});

describe('the synthetic tokenizer', () => {
  let tokenizer: OffsetTokenizer;
  beforeAll(async () => {
    tokenizer = await loadTokenizer(TOKENIZER);
  });

  it.each(cases)('gives $text the ids and offsets of the reference', ({ text, ids, offsets }) => {
    const encoding = tokenizer.encode(text);
    expect(encoding.ids).toEqual(ids);
    expect(flatOffsets(encoding)).toEqual(offsets);
  });

  it(`does so for ${texts.length} texts`, () => {
    expect(differing(tokenizer, digests.synthetic)).toEqual([]);
  });
});

describe('a tokenizer that differs by', () => {
  it.each(Object.entries(digests.variants))('%s gives what the reference gives', async (_, variant) => {
    const folder = temporaryTokenizer((file) => vary(file, variant));
    expect(differing(await loadTokenizer(folder), variant.digests)).toEqual([]);
    expect(variant.digests).toHaveLength(8 * digests.varied);
  });
});

/** Applies a variant as tools/reference/make_tokenizer_cases.py does. */
function vary(file: TokenizerJson, { set = {}, merges, append = [] }: Variant): void {
  for (const [path, value] of Object.entries(set)) {
    const keys = path.split('.');
    const parent = keys.slice(0, -1).reduce((part, key) => part[key] as TokenizerJson, file);
    parent[keys.at(-1)!] = value;
  }
  const model = file['model'] as TokenizerJson;
  model['merges'] = (model['merges'] as string[]).slice(0, merges);
  const added = append.map((token) => ({ single_word: false, rstrip: false, ...token }));
  (file['added_tokens'] as object[]).push(...added);
}

console.log(
  MODERNBERT
    ? `ModernBERT's tokenizer: ${texts.length} texts, ${MODERNBERT.file}`
    : "ModernBERT's tokenizer is not tested: it is not part of the project, and there is no ../shared that has it",
);

describe.skipIf(!MODERNBERT)("ModernBERT's tokenizer", () => {
  it(`gives ${texts.length} texts the ids and offsets of the reference`, async () => {
    const folder = temporaryFolder();
    copyFileSync(MODERNBERT!.file, join(folder, 'tokenizer.json'));
    copyFileSync(MODERNBERT!.config, join(folder, 'tokenizer_config.json'));
    expect(differing(await loadTokenizer(folder), digests.modernbert)).toEqual([]);
  });
});
