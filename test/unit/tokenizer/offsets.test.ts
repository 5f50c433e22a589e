import { createHash } from 'node:crypto';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OffsetTokenizer } from '../../../src/inference/tokenizer/tokenizer';
import { loadTokenizer } from '../../../src/inference/tokenizer/tokenizer';
import { hardTexts } from './hardTexts';
import { digest, flatOffsets, MODERNBERT, readJson, TOKENIZER } from './support';

interface Case {
  readonly text: string;
  readonly ids: readonly number[];
  readonly offsets: readonly number[];
}

interface Digests {
  readonly texts: string;
  readonly count: number;
  readonly synthetic: string;
  readonly modernbert: string;
}

const cases = readJson(TOKENIZER, 'cases.json') as readonly Case[];
const digests = readJson(TOKENIZER, 'digests.json') as Digests;
const texts = hardTexts(digests.count);

/** The texts whose ids or offsets are not those of the reference. */
function differing(tokenizer: OffsetTokenizer, expected: string): string[] {
  return texts.filter((text, index) => digest(tokenizer.encode(text)) !== expected.slice(index * 8, index * 8 + 8));
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

console.log(
  MODERNBERT
    ? `ModernBERT's tokenizer: ${texts.length} texts, ${MODERNBERT.file}`
    : "ModernBERT's tokenizer is not tested: it is not part of the project, and there is no ../shared that has it",
);

describe.skipIf(!MODERNBERT)("ModernBERT's tokenizer", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'evidence-tokenizer-'));
    copyFileSync(MODERNBERT!.file, join(folder, 'tokenizer.json'));
    copyFileSync(MODERNBERT!.config, join(folder, 'tokenizer_config.json'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it(`gives ${texts.length} texts the ids and offsets of the reference`, async () => {
    expect(differing(await loadTokenizer(folder), digests.modernbert)).toEqual([]);
  });
});
