import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Encoding, OffsetTokenizer } from '../../../../src/inference/tokenizer/tokenizer';
import { hardTexts } from './hardTexts';

export const FIXTURES = join(import.meta.dirname, '..', '..', '..', 'fixtures');
export const TOKENIZER = join(FIXTURES, 'tokenizer');
export const WORDPIECE = join(FIXTURES, 'wordpiece');

const SHARED = process.env['EVIDENCE_LENS_SHARED'] ?? join(process.cwd(), '..', 'shared');

/** ModernBERT's own tokenizer.json and config, if they are available. */
export const MODERNBERT = existsSync(join(SHARED, 'data', 'modernbert-tokenizer.json'))
  ? {
      file: join(SHARED, 'data', 'modernbert-tokenizer.json'),
      config: join(SHARED, 'data', 'modernbert-tokenizer_config.json'),
    }
  : undefined;

export function readJson(...path: string[]): unknown {
  return JSON.parse(readFileSync(join(...path), 'utf8'));
}

/** Offsets as the fixtures write them: start, end, start, end... */
export function flatOffsets({ starts, ends }: Pick<Encoding, 'starts' | 'ends'>): number[] {
  return Array.from(starts).flatMap((start, token) => [start, ends[token]!]);
}

/** The first eight digits that tools/reference/make_tokenizer_cases.py keeps of ids and offsets. */
function digest(encoding: Encoding): string {
  const joined = `${encoding.ids.join(',')};${flatOffsets(encoding).join(',')}`;
  return createHash('sha256').update(joined).digest('hex').slice(0, 8);
}

/** A tokenizer.json for a test to change. */
export type TokenizerJson = Record<string, unknown>;

/** An empty folder that is removed after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'evidence-tokenizer-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** A folder with a changed synthetic tokenizer. */
export function temporaryTokenizer(change: (file: TokenizerJson) => void, of = TOKENIZER): string {
  const folder = temporaryFolder();
  const file = readJson(of, 'tokenizer.json') as TokenizerJson;
  change(file);
  writeFileSync(join(folder, 'tokenizer.json'), JSON.stringify(file));
  copyFileSync(join(of, 'tokenizer_config.json'), join(folder, 'tokenizer_config.json'));
  return folder;
}

/** A text with the reference's tokens. */
export interface Case {
  readonly text: string;
  readonly ids: readonly number[];
  readonly offsets: readonly number[];
}

/** How a tokenizer differs from the synthetic one, and the reference's digests for it. */
export interface Variant {
  readonly set?: Readonly<Record<string, unknown>>;
  readonly merges?: number;
  readonly append?: readonly object[];
  readonly digests: string;
}

/** Eight digits for each hard text; see test/fixtures/README.md. */
export interface Digests {
  readonly texts: string;
  readonly count: number;
  readonly synthetic: string;
  readonly varied: number;
  readonly variants: Readonly<Record<string, Variant>>;
}

/** The hard texts whose ids or offsets differ from the reference. */
export function differing(tokenizer: OffsetTokenizer, expected: string): string[] {
  return hardTexts(expected.length / 8).filter(
    (text, index) => digest(tokenizer.encode(text)) !== expected.slice(index * 8, index * 8 + 8),
  );
}

/** Applies a variant as tools/reference/make_tokenizer_cases.py does. */
export function vary(file: TokenizerJson, { set = {}, merges, append = [] }: Variant): void {
  for (const [path, value] of Object.entries(set)) {
    const keys = path.split('.');
    const parent = keys.slice(0, -1).reduce((part, key) => part[key] as TokenizerJson, file);
    parent[keys.at(-1)!] = value;
  }
  const model = file['model'] as TokenizerJson;
  if (merges !== undefined) model['merges'] = (model['merges'] as string[]).slice(0, merges);
  const added = append.map((token) => ({ single_word: false, rstrip: false, ...token }));
  (file['added_tokens'] as object[]).push(...added);
}
