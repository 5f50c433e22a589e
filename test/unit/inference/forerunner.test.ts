import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import type { ChunkScores } from '../../../src/core/spans/scores';
import type { ChunkInput, Engine } from '../../../src/inference/engine';
import { Engines } from '../../../src/inference/engines';
import { FORERUN_UNITS } from '../../../src/inference/forerunner';
import { paperReader } from '../../../src/inference/papers';
import { promiseOf } from '../../../src/inference/chunkPriority';
import type { OnnxSpec, WorkerMessage } from '../../../src/inference/protocol';
import { Requests } from '../../../src/inference/requests';
import { noDevices } from './fakes';
import { ScoreCache } from '../../../src/inference/scoreCache';

const QUESTION = 'Which stride do windows have?';
/** Sections of one chunk each. Keyword matching prefers the first; the answer is in the fourth. */
const PARAGRAPHS = [
  'Windows have a stride, and the stride of windows is a stride.',
  'Some windows have no question.',
  'The stride of a horse.',
  'Neighbouring windows share tokens: TARGET.',
  'Nothing of that kind.',
];
const PAPER = PARAGRAPHS.map(
  (text, at) => `## Part ${at}\n\n${text}\n\n${'Filler follows here. '.repeat(160).trim()}\n`,
).join('\n');
const SMALL: OnnxSpec = { kind: 'onnx', folder: 'small', preparedFolder: 'p', precision: 'int8', threads: 1 };
const FULL: OnnxSpec = { ...SMALL, folder: 'full', forerunner: SMALL };

let sent: WorkerMessage[];
/** The units that the small model was given. */
let forerunUnits: string[];
let cache: ScoreCache;
let small: Engine['open'];

/** An engine that returns a chunk's scores at once. */
function engineOf(open: Engine['open']): Engine {
  return { open, dispose: () => Promise.resolve() };
}

const openSmall: Engine['open'] = () =>
  Promise.resolve({
    score: (input) => {
      const units = input.units().map(({ start, end, sentences, plain }) => {
        forerunUnits.push(plain.text);
        const score = plain.text.includes('TARGET') ? 0.9 : 0.1;
        return { start, end, sentences: sentences.map((sentence) => ({ ...sentence, score })) };
      });
      return Promise.resolve({ kind: 'sentences', units });
    },
  });

const openFull: Engine['open'] = () =>
  Promise.resolve({
    score: (): Promise<ChunkScores> => Promise.resolve({ kind: 'tokens', windows: [] }),
  });

beforeEach(() => {
  sent = [];
  forerunUnits = [];
  small = openSmall;
  const folder = mkdtempSync(join(tmpdir(), 'evidence-forerunner-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  cache = new ScoreCache(join(folder, 'scores'), folder, 'state', 'chunks', () => undefined);
});

/** Asks, and returns the chunks in the order in which they were scored, by the number of their section. */
async function orderOf(engine: OnnxSpec): Promise<number[]> {
  const readPaper = paperReader();
  const { inputs } = readPaper(PAPER, 'markdown');
  expect(inputs).toHaveLength(PARAGRAPHS.length);
  const done = new Promise<void>((resolve) => {
    const requests = new Requests({
      engines: new Engines({ engine: () => Promise.resolve(engineOf(openFull)), scores: () => Promise.resolve(cache) }),
      forerunners: new Engines({
        engine: () => Promise.resolve(engineOf((...args) => small(...args))),
        scores: () => Promise.resolve(undefined),
      }),
      readPaper,
      promiseOf,
      keptComparison: () => Promise.resolve(undefined),
      compare: () => Promise.reject(new Error('not asked')),
      devices: noDevices,
      send: (message) => {
        sent.push(message);
        if (message.type === 'done' || message.type === 'failed') resolve();
      },
    });
    requests.receive({ type: 'ask', id: 1, engine, question: QUESTION, text: PAPER, format: 'markdown' });
  });
  await done;
  const textOf = ({ text }: ChunkInput): string => text;
  return sent.flatMap((message) =>
    message.type === 'scored' ? [PARAGRAPHS.findIndex((text) => textOf(inputs[message.chunk]!).includes(text))] : [],
  );
}

it('without a small model, chunks are ordered by keywords', async () => {
  expect((await orderOf({ ...SMALL, folder: 'full' }))[0]).toBe(0);
  expect(forerunUnits).toEqual([]);
});

it('the chunk that the small model prefers comes first, and its scores are not sent', async () => {
  const order = await orderOf(FULL);
  expect(order[0]).toBe(3);
  expect([...order].sort()).toEqual([0, 1, 2, 3, 4]);
  // Chunks that share no word with the question come last, and the small model does not read them.
  expect(order.at(-1)).toBe(4);
  expect(forerunUnits.length).toBeLessThanOrEqual(FORERUN_UNITS);
  expect(forerunUnits.join()).not.toContain('Nothing of that kind');
  const kinds = sent.flatMap((message) => (message.type === 'scored' ? [message.scores.kind] : []));
  expect(new Set(kinds)).toEqual(new Set(['tokens']));
});

it('an answer from kept scores does not use the small model', async () => {
  await orderOf(FULL);
  sent = [];
  forerunUnits = [];
  expect(await orderOf(FULL)).toHaveLength(PARAGRAPHS.length);
  expect(forerunUnits).toEqual([]);
  expect(sent.some(({ type }) => type === 'loading')).toBe(false);
});

it('a failing small model leaves the order to keywords', async () => {
  small = () => Promise.reject(new Error('broken'));
  expect((await orderOf(FULL))[0]).toBe(0);
  expect(sent.at(-1)).toEqual({ type: 'done', id: 1, cancelled: false });
});
