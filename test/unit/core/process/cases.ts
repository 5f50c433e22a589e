import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProcessOptions } from '../../../../src/core/process/types';
import type { TokenRange } from '../../../../src/core/process/windows';
import type { ScoredRange, TokenWindow } from '../../../../src/core/spans/scores';

const FOLDER = join(import.meta.dirname, '..', '..', '..', 'fixtures', 'process');

/** One run of the reference on a tiny model; see test/fixtures/README.md. Offsets are UTF-16 code units of the context. */
export interface ProcessCase {
  readonly model: string;
  readonly question: string;
  readonly context: string;
  readonly options: ProcessOptions;
  readonly questionTokens: number;
  readonly tokens: number;
  readonly windows: readonly TokenRange[];
  /** The same windows with places and probabilities. */
  readonly scored: readonly TokenWindow[];
  readonly spans: readonly ScoredRange[];
  readonly sentences?: readonly ScoredRange[];
}

export function readProcessCases(): ProcessCase[] {
  const cases = readFixture('cases.json') as (Omit<ProcessCase, 'windows' | 'scored' | 'questionTokens'> & {
    readonly question_tokens: number;
    /** Start, end, start, end... of the context's tokens. */
    readonly offsets: readonly number[];
    readonly windows: readonly (readonly [number, number])[];
    readonly probabilities: readonly string[];
  })[];
  return cases.map(({ windows, offsets, probabilities, question_tokens, ...rest }) => ({
    ...rest,
    questionTokens: question_tokens,
    windows: windows.map(([start, end]) => ({ start, end })),
    scored: windows.map(([start, end], window) => ({
      starts: Uint32Array.from(offsets.filter((_, index) => index % 2 === 0).slice(start, end)),
      ends: Uint32Array.from(offsets.filter((_, index) => index % 2 === 1).slice(start, end)),
      probabilities: floats(probabilities[window]!),
    })),
  }));
}

/** The reference's results for tokens that no model scored. */
export interface DeriveCase {
  readonly context: string;
  readonly options: ProcessOptions;
  readonly scored: readonly TokenWindow[];
  readonly spans: readonly ScoredRange[];
  readonly sentences: readonly ScoredRange[];
}

export function readDeriveCases(): DeriveCase[] {
  const cases = readFixture('derive.json') as (Omit<DeriveCase, 'scored'> & {
    readonly windows: readonly (readonly (readonly [start: number, end: number, probability: number])[])[];
  })[];
  return cases.map(({ windows, ...rest }) => ({
    ...rest,
    scored: windows.map((tokens) => ({
      starts: Uint32Array.from(tokens, ([start]) => start),
      ends: Uint32Array.from(tokens, ([, end]) => end),
      probabilities: Float32Array.from(tokens, ([, , probability]) => probability),
    })),
  }));
}

export interface SplitCase {
  readonly text: string;
  readonly sentences: readonly (readonly [start: number, end: number])[];
}

export function readSplitCases(): SplitCase[] {
  return readFixture('sentences.json') as SplitCase[];
}

function readFixture(name: string): unknown {
  return JSON.parse(readFileSync(join(FOLDER, name), 'utf8'));
}

function floats(base64: string): Float32Array {
  const bytes = Buffer.from(base64, 'base64');
  return Float32Array.from({ length: bytes.length / 4 }, (_, index) => bytes.readFloatLE(index * 4));
}
