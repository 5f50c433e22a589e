import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Encoding } from '../../../src/inference/tokenizer/tokenizer';

export const FIXTURES = join(import.meta.dirname, '..', '..', 'fixtures');
export const TOKENIZER = join(FIXTURES, 'tokenizer');

const SHARED = process.env['EVIDENCE_LENS_SHARED'] ?? join(process.cwd(), '..', 'shared');

/** ModernBERT's own tokenizer.json and its config, where they are at hand. */
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
export function digest(encoding: Encoding): string {
  const joined = `${encoding.ids.join(',')};${flatOffsets(encoding).join(',')}`;
  return createHash('sha256').update(joined).digest('hex').slice(0, 8);
}

/** A tokenizer.json that a test changes. */
export type TokenizerJson = Record<string, unknown>;

/** An empty folder that is removed when the test is over. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'evidence-tokenizer-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** A folder with the synthetic tokenizer, changed. */
export function temporaryTokenizer(change: (file: TokenizerJson) => void): string {
  const folder = temporaryFolder();
  const file = readJson(TOKENIZER, 'tokenizer.json') as TokenizerJson;
  change(file);
  writeFileSync(join(folder, 'tokenizer.json'), JSON.stringify(file));
  copyFileSync(join(TOKENIZER, 'tokenizer_config.json'), join(folder, 'tokenizer_config.json'));
  return folder;
}
