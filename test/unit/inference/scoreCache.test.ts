import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_WINDOW_OPTIONS } from '../../../src/core/process/types';
import type { SentenceScores, TokenScores } from '../../../src/core/spans/scores';
import { ScoreCache, type Scored } from '../../../src/inference/scoreCache';
import { temporaryFolder } from './tokenizer/support';

const SCORES: TokenScores = {
  kind: 'tokens',
  windows: [
    { starts: Uint32Array.of(0, 4), ends: Uint32Array.of(3, 9), probabilities: Float32Array.of(0.1, 0.9) },
    { starts: Uint32Array.of(4), ends: Uint32Array.of(9), probabilities: Float32Array.of(1 / 3) },
  ],
};
/** In a text of ten characters, the second unit continues in the next chunk. */
const SENTENCES: SentenceScores = {
  kind: 'sentences',
  units: [
    { start: 0, end: 3, sentences: [{ start: 0, end: 3, score: 0.123456789 }] },
    {
      ...{ start: 4, end: 30 },
      ranges: [
        { start: 4, end: 10 },
        { start: 20, end: 30 },
      ],
      sentences: [{ start: 4, end: 30, score: 1 / 3 }],
    },
  ],
};
const scored = (more: Partial<Scored> = {}): Scored => ({
  question: 'Who?',
  text: 'The cache.',
  windows: DEFAULT_WINDOW_OPTIONS,
  ...more,
});

let folder: string;
let model: string;
let warnings: string[];
const cacheOf = (state = 'model', maxBytes?: number): ScoreCache =>
  new ScoreCache(folder, model, state, 'chunks', (message) => warnings.push(message), maxBytes);

beforeEach(() => {
  folder = join(temporaryFolder(), 'scores');
  model = join(temporaryFolder(), 'model');
  mkdirSync(model);
  warnings = [];
});

describe('the cache of scores', () => {
  it('kept scores come back exactly, also in another process', async () => {
    await cacheOf().put(scored(), SCORES);
    expect(await cacheOf().get(scored())).toEqual(SCORES);
    expect(warnings).toEqual([]);
  });

  it.runIf(process.platform !== 'win32')('a pipe in place of kept scores is not waited for', async () => {
    await cacheOf().put(scored(), SCORES);
    const file = join(folder, readdirSync(folder)[0]!);
    rmSync(file);
    expect(spawnSync('mkfifo', [file]).status).toBe(0);
    expect(await cacheOf().get(scored())).toBeUndefined();
  });

  it('scores of sentences come back exactly, and depend on the units', async () => {
    const units = [[0, 3, ['Methods']]];
    await cacheOf().put(scored({ units }), SENTENCES);
    expect(await cacheOf().get(scored({ units }))).toEqual(SENTENCES);
    expect(await cacheOf().get(scored({ units: [[0, 3, ['Results']]] }))).toBeUndefined();
    expect(await cacheOf().get(scored())).toBeUndefined();
  });

  it('kept scores depend on question, text, windows and state of the model', async () => {
    await cacheOf().put(scored(), SCORES);
    expect(await cacheOf().get(scored({ question: 'who?' }))).toBeUndefined();
    expect(await cacheOf().get(scored({ text: 'The cache!' }))).toBeUndefined();
    const windows = { ...DEFAULT_WINDOW_OPTIONS, doc_stride: 128 };
    expect(await cacheOf().get(scored({ windows }))).toBeUndefined();
    expect(await cacheOf('another').get(scored())).toBeUndefined();
  });

  it('no word of the paper or the question is written', async () => {
    await cacheOf().put(scored({ question: 'Who is anonymous?', text: 'Nobody knows that.' }), SCORES);
    const [name] = readdirSync(folder);
    expect(name).toMatch(/^[\da-f]{64}$/);
    expect(readFileSync(join(folder, name!), 'latin1')).not.toMatch(/anonymous|Nobody/);
  });

  it('damaged files are ignored', async () => {
    await cacheOf().put(scored(), SCORES);
    const file = join(folder, readdirSync(folder)[0]!);
    const whole = readFileSync(file);
    const outside = Buffer.from(whole);
    // The four bytes before the last number: the end of a token, set beyond the text as a damaged disk might do.
    outside.writeUInt32LE(999, whole.length - 8);
    const improbable = Buffer.from(whole);
    improbable.writeFloatLE(7, whole.length - 4);
    for (const damaged of [Buffer.alloc(0), whole.subarray(0, -1), Buffer.from('{}'), outside, improbable]) {
      writeFileSync(file, damaged);
      expect(await cacheOf().get(scored())).toBeUndefined();
    }
    await cacheOf().put(scored(), SCORES);
    expect(await cacheOf().get(scored())).toEqual(SCORES);
  });

  it('damaged scores of sentences are ignored', async () => {
    await cacheOf().put(scored(), SENTENCES);
    const file = join(folder, readdirSync(folder)[0]!);
    const whole = readFileSync(file);
    // The file ends with two end offsets of four bytes each and two scores of eight bytes each.
    const outside = Buffer.from(whole);
    outside.writeUInt32LE(11, whole.length - 24);
    const improbable = Buffer.from(whole);
    improbable.writeDoubleLE(7, whole.length - 8);
    for (const damaged of [whole.subarray(0, -1), outside, improbable]) {
      writeFileSync(file, damaged);
      expect(await cacheOf().get(scored())).toBeUndefined();
    }
  });

  it('a full cache removes entries unused for longest', async () => {
    const questions = ['a', 'b', 'c', 'd'];
    for (const question of questions) await cacheOf().put(scored({ question }), SCORES);
    const size = statSync(join(folder, readdirSync(folder)[0]!)).size;
    readdirSync(folder).forEach((name) => utimesSync(join(folder, name), 1000, 1000));
    const full = cacheOf('model', 4 * size);
    expect(await full.get(scored({ question: 'b' }))).toEqual(SCORES);
    await full.put(scored({ question: 'e' }), SCORES);
    expect(readdirSync(folder)).toHaveLength(3);
    expect(await full.get(scored({ question: 'b' }))).toEqual(SCORES);
    expect(await full.get(scored({ question: 'e' }))).toEqual(SCORES);
  });

  it('nothing is kept of a model that was removed while it answered', async () => {
    rmSync(model, { recursive: true });
    await cacheOf().put(scored(), SCORES);
    expect(existsSync(folder)).toBe(false);
    expect(warnings).toEqual([]);
  });

  it('a cache that cannot be written says so once and returns nothing', async () => {
    mkdirSync(join(folder, '..'), { recursive: true });
    writeFileSync(folder, 'a file where the folder should be');
    const cache = cacheOf();
    await cache.put(scored(), SCORES);
    await cache.put(scored({ question: 'Why?' }), SCORES);
    expect(warnings).toHaveLength(1);
    expect(await cache.get(scored())).toBeUndefined();
  });
});
