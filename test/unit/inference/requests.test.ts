import { beforeEach, describe, expect, it } from 'vitest';
import type { ChunkInput, Engine } from '../../../src/inference/engine';
import { Engines } from '../../../src/inference/engines';
import { MAX_PAPER_CHARS } from '../../../src/core/text/readable';
import { paperReader } from '../../../src/inference/papers';
import type {
  AskRequest,
  DeviceState,
  EngineSpec,
  OnnxSpec,
  PrecisionComparison,
  WorkerMessage,
} from '../../../src/inference/protocol';
import { Requests, type Tools } from '../../../src/inference/requests';
import { ScoreCache } from '../../../src/inference/scoreCache';
import { temporaryFolder } from './tokenizer/support';
import { outlineOf, scoresOf, noDevices } from './fakes';
import { KnownError } from '../../../src/core/errors/knownError';

const TEXT = 'a'.repeat(50);
const keyword: EngineSpec = { kind: 'keyword' };

let sent: WorkerMessage[];
/** The calls of the engine, in order. */
let scored: string[];
let outlines: number;
let created: EngineSpec[];
let disposed: number;
let onScore: (input: ChunkInput) => void;
let cache: ScoreCache | undefined;
let requests: Requests;

const engine: Engine = {
  open: (question) => {
    if (question === 'bad') return Promise.reject(new KnownError('badQuestion', 'Ask otherwise.', 'why'));
    if (question === 'broken') return Promise.reject(new TypeError('no reader should see this'));
    return Promise.resolve({
      score: (input) => {
        scored.push(`${question}:${input.chunk.start}`);
        onScore(input);
        return Promise.resolve(scoresOf(0.5));
      },
    });
  },
  dispose: () => {
    disposed++;
    return Promise.resolve();
  },
};

const comparison: PrecisionComparison = {
  characters: 10,
  sameSide: 1,
  spanF1: 1,
  largestDifference: 0,
  threshold: 0.2,
  accepted: true,
};
let kept: PrecisionComparison | undefined;
const keptComparison: Tools['keptComparison'] = () => Promise.resolve(kept);
const compare: Tools['compare'] = () => {
  scored.push(`compared after ${disposed} were freed`);
  return Promise.resolve(comparison);
};

beforeEach(() => {
  sent = [];
  scored = [];
  created = [];
  outlines = 0;
  disposed = 0;
  kept = undefined;
  cache = undefined;
  onScore = () => undefined;
  const engines = new Engines({
    engine: (spec) => {
      created.push(spec);
      return Promise.resolve(engine);
    },
    scores: () => Promise.resolve(cache),
  });
  const readPaper = paperReader((text) => {
    outlines++;
    return outlineOf(text.length / 10);
  });
  // The second half of the paper is more promising; within a half all chunks are equal.
  const promiseOf = () => (input: ChunkInput) => (input.chunk.start >= 30 ? 1 : 0);
  requests = new Requests({
    engines,
    forerunners: engines,
    readPaper,
    promiseOf,
    keptComparison,
    compare,
    devices: noDevices,
    send: (message) => sent.push(message),
  });
});

function ask(id: number, question = 'why', more: Partial<AskRequest> = {}): void {
  requests.receive({ type: 'ask', id, engine: keyword, question, text: TEXT, format: 'markdown', ...more });
}

/** Waits until a request has ended. */
async function over(id: number): Promise<void> {
  while (!sent.some((message) => 'id' in message && message.id === id && /^(done|failed)$/.test(message.type))) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const kinds = (id: number): string[] =>
  sent.flatMap((message) => ('id' in message && message.id === id ? [message.type] : []));

describe('answering a question', () => {
  it('a question is answered by outline, loading, scores of the most promising chunks first, and done', async () => {
    ask(1);
    await over(1);
    expect(kinds(1)).toEqual(['outlined', 'loading', ...Array<string>(5).fill('scored'), 'done']);
    expect(sent.flatMap((message) => (message.type === 'scored' ? [message.chunk] : []))).toEqual([3, 4, 0, 1, 2]);
    expect(sent.at(-1)).toEqual({ type: 'done', id: 1, cancelled: false });
  });

  it('a question about parts of a paper runs once on each chunk that touches one, and tells the outline once', async () => {
    const scopes = [
      { start: 40, end: 41 },
      { start: 10, end: 21 },
      { start: 12, end: 13 },
    ];
    ask(1, 'why', { scopes });
    await over(1);
    expect([...scored].sort()).toEqual(['why:10', 'why:20', 'why:40']);
    expect(kinds(1)).toEqual(['outlined', 'loading', ...Array<string>(3).fill('scored'), 'done']);
  });

  it('a second question about the same paper parses and loads nothing again', async () => {
    ask(1);
    ask(2, 'how');
    await over(2);
    expect(outlines).toBe(1);
    expect(created).toEqual([keyword]);
    expect(kinds(2)).not.toContain('loading');
    ask(3, 'how', { format: 'text' });
    await over(3);
    expect(outlines).toBe(2);
  });

  it('a question waits until the one before is done', async () => {
    ask(1, 'first');
    ask(2, 'second');
    await over(2);
    expect(scored.map((entry) => entry.split(':')[0])).toEqual([
      ...Array<string>(5).fill('first'),
      ...Array<string>(5).fill('second'),
    ]);
  });

  it('a cancelled question finishes its running chunk and runs no other', async () => {
    onScore = () => requests.receive({ type: 'cancel', id: 1 });
    ask(1);
    await over(1);
    expect(scored).toHaveLength(1);
    expect(sent.at(-1)).toEqual({ type: 'done', id: 1, cancelled: true });
  });

  it('a cancel that arrives during a question is noticed', async () => {
    onScore = () => void setImmediate(() => requests.receive({ type: 'cancel', id: 1 }));
    ask(1, 'why', { text: 'a'.repeat(1000) });
    await over(1);
    expect(scored.length).toBeLessThan(5);
    expect(sent.at(-1)).toEqual({ type: 'done', id: 1, cancelled: true });
  });

  it('a question cancelled while it waits never begins', async () => {
    ask(1, 'first');
    ask(2, 'second');
    requests.receive({ type: 'cancel', id: 2 });
    expect(sent.at(-1)).toEqual({ type: 'done', id: 2, cancelled: true });
    await over(1);
    ask(3, 'third');
    await over(3);
    expect(kinds(2)).toEqual(['done']);
    expect(scored.some((entry) => entry.startsWith('second'))).toBe(false);
  });

  it('cancelling a finished question does not disturb the running one', async () => {
    ask(1);
    await over(1);
    requests.receive({ type: 'cancel', id: 1 });
    ask(2);
    await over(2);
    expect(sent.at(-1)).toEqual({ type: 'done', id: 2, cancelled: false });
  });
});

describe('failures of a request', () => {
  it("an engine's error reaches the host with its sentence, and the next question works", async () => {
    ask(1, 'bad');
    ask(2);
    await over(2);
    expect(sent).toContainEqual({
      type: 'failed',
      id: 1,
      code: 'badQuestion',
      told: { template: 'Ask otherwise.', values: [] },
      detail: 'why',
    });
    expect(kinds(1).at(-1)).toBe('failed');
    expect(kinds(2).at(-1)).toBe('done');
  });

  it('the text of an unforeseen error goes only to the log', async () => {
    ask(1, 'broken');
    await over(1);
    const failed = sent.at(-1);
    expect(failed).toMatchObject({ type: 'failed', code: 'internal' });
    expect(failed).toHaveProperty('detail', expect.stringContaining('no reader should see this'));
    expect(failed).toHaveProperty('told.template', expect.not.stringContaining('no reader'));
  });

  it('a paper that is too long is refused, and its size is told', async () => {
    ask(1, 'why', { text: 'a '.repeat(MAX_PAPER_CHARS / 2 + 1) });
    await over(1);
    expect(sent.at(-1)).toMatchObject({
      type: 'failed',
      code: 'badPaper',
      told: { values: expect.arrayContaining(['4,000,002']) as string[] },
    });
    expect(outlines).toBe(0);
  });

  it('process() with an engine of whole blocks fails', async () => {
    const options = {
      threshold: 0.2,
      max_length: 8192,
      doc_stride: 256,
      min_span_chars: 10,
      merge_gap_chars: 20,
      return_sentence_metrics: false,
    };
    requests.receive({ type: 'process', id: 1, engine: keyword, question: 'q', context: 'c', options });
    await over(1);
    expect(sent.at(-1)).toMatchObject({ type: 'failed', code: 'badModel' });
  });
});

describe('a question with kept scores', () => {
  const kept = { kind: 'tokens', windows: [] } as const;
  const TEXTS = ['one', 'two', 'three', 'four', 'five'].map((word) => word.padEnd(10, '.'));
  /** The chunks that ran, and whether the engine was loaded, for a request to a process that has just started. */
  async function ranFor(id: number, texts: readonly string[], question = 'why'): Promise<string[]> {
    const ran: string[] = [];
    const tokens: Engine = {
      open: () =>
        Promise.resolve({
          score: ({ text }) => {
            ran.push(text.replaceAll('.', ''));
            return Promise.resolve(kept);
          },
        }),
      dispose: () => Promise.resolve(),
    };
    const engines = new Engines({ engine: () => Promise.resolve(tokens), scores: () => Promise.resolve(cache) });
    const readPaper = paperReader((text) => outlineOf(text.length / 10));
    const send = (message: WorkerMessage): void => void sent.push(message);
    requests = new Requests({
      engines,
      forerunners: engines,
      readPaper,
      promiseOf: () => () => 0,
      keptComparison,
      compare,
      devices: noDevices,
      send,
    });
    ask(id, question, { text: texts.join('') });
    await over(id);
    expect(kinds(id).filter((kind) => kind === 'scored')).toHaveLength(texts.length);
    expect(kinds(id).includes('loading')).toBe(ran.length > 0);
    return ran;
  }

  it('a repeated question runs nothing, and after an edit only the changed chunks', async () => {
    cache = new ScoreCache(temporaryFolder(), temporaryFolder(), 'model', 'chunks', () => undefined);
    expect(await ranFor(1, TEXTS)).toEqual(['one', 'two', 'three', 'four', 'five']);
    expect(await ranFor(2, TEXTS)).toEqual([]);
    expect(await ranFor(3, TEXTS.with(2, 'changed...'))).toEqual(['changed']);
    expect(await ranFor(4, TEXTS.toReversed())).toEqual([]);
    expect(await ranFor(5, TEXTS, 'why not')).toHaveLength(5);
  });
});

describe('a request cancelled while a chunk is scored', () => {
  it('a request cancelled while a chunk is scored ends as cancelled, not as failed', async () => {
    const engines = new Engines({
      engine: () =>
        Promise.resolve({
          open: () =>
            Promise.resolve({
              score: (_input: ChunkInput, signal: AbortSignal) => {
                requests.receive({ type: 'cancel', id: 1 });
                signal.throwIfAborted();
                return Promise.resolve(scoresOf(0.5));
              },
            }),
          dispose: () => Promise.resolve(),
        }),
      scores: () => Promise.resolve(undefined),
    });
    requests = new Requests({
      engines,
      forerunners: engines,
      readPaper: paperReader(),
      promiseOf: () => () => 0,
      keptComparison,
      compare,
      devices: noDevices,
      send: (message) => sent.push(message),
    });
    requests.receive({ type: 'ask', id: 1, engine: keyword, question: 'q', text: TEXT, format: 'text' });
    await over(1);
    expect(sent.at(-1)).toEqual({ type: 'done', id: 1, cancelled: true });
  });
});

describe('comparing the precisions of a model', () => {
  it('a comparison frees the loaded engine, then answers', async () => {
    const spec: OnnxSpec = { kind: 'onnx', folder: 'm', preparedFolder: 'p', precision: 'auto', threads: 1 };
    requests.receive({ type: 'ask', id: 1, engine: spec, question: 'q', text: TEXT, format: 'text' });
    requests.receive({ type: 'compare', id: 2, engine: spec, passages: [{ question: 'q', text: TEXT }], again: false });
    await over(2);
    expect(scored.at(-1)).toBe('compared after 1 were freed');
    expect(sent.slice(-3)).toEqual([
      { type: 'loading', id: 2 },
      { type: 'compared', id: 2, comparison, isNew: true },
      { type: 'done', id: 2, cancelled: false },
    ]);
    requests.receive({ type: 'ask', id: 3, engine: spec, question: 'q', text: TEXT, format: 'text' });
    await over(3);
    expect(created).toHaveLength(2);
  });

  it('a kept comparison is returned without freeing anything, and repeated on request', async () => {
    kept = { ...comparison, accepted: false };
    const spec: OnnxSpec = { kind: 'onnx', folder: 'm', preparedFolder: 'p', precision: 'auto', threads: 1 };
    requests.receive({ type: 'compare', id: 1, engine: spec, passages: [], again: false });
    await over(1);
    expect(sent[0]).toEqual({ type: 'compared', id: 1, comparison: kept, isNew: false });
    expect(scored).toEqual([]);
    requests.receive({ type: 'compare', id: 2, engine: spec, passages: [], again: true });
    await over(2);
    expect(sent).toContainEqual({ type: 'compared', id: 2, comparison, isNew: true });
  });
});

describe('engines', () => {
  it('an engine is freed before another one is loaded', async () => {
    const engines = new Engines({
      engine: () => Promise.resolve(engine),
      scores: () => Promise.resolve(undefined),
    });
    const onnx: EngineSpec = { kind: 'onnx', folder: 'm', preparedFolder: 'p', precision: 'fp32', threads: 1 };
    await engines.get(keyword);
    await engines.get(keyword);
    expect(disposed).toBe(0);
    await engines.get(onnx);
    expect(disposed).toBe(1);
    expect(engines.isLoaded(onnx)).toBe(true);
    expect(engines.isLoaded(keyword)).toBe(false);
  });

  it('one question examines the model once: its kept scores are passed to the engine', async () => {
    let looks = 0;
    const kept = new ScoreCache(temporaryFolder(), 'm', 'state', 'chunks', () => undefined);
    const engines = new Engines({
      engine: () => Promise.resolve(engine),
      scores: () => Promise.resolve((looks++, kept)),
    });
    await engines.get(keyword, await engines.scores(keyword));
    expect(await engines.scores(keyword)).toBe(kept);
    expect(looks).toBe(1);
  });
});

describe('the device of a model', () => {
  const spec: OnnxSpec = {
    kind: 'onnx',
    folder: 'm',
    preparedFolder: 'p',
    precision: 'fp32',
    threads: 1,
    device: 'auto',
  };
  const slow: DeviceState = {
    device: 'cpu',
    comparison: { characters: 1, sameSpans: true, largestDifference: 0, cpuMs: 1, gpuMs: 2, accepted: false },
  };
  /** What was measured, and how many engines had been freed by then. */
  let measured: string[];

  function open(known: DeviceState): void {
    measured = [];
    const engines = new Engines({ engine: () => Promise.resolve(engine), scores: () => Promise.resolve(undefined) });
    const devices: Tools['devices'] = {
      ...noDevices,
      state: () => Promise.resolve(known),
      measure: async (_engine, passages, _signal, makeRoom) => {
        await makeRoom();
        measured.push(`${passages.length} passages after ${disposed} were freed`);
        return slow;
      },
    };
    requests = new Requests({
      engines,
      forerunners: new Engines({ engine: () => Promise.resolve(engine), scores: () => Promise.resolve(undefined) }),
      readPaper: paperReader(),
      promiseOf: () => () => 0,
      keptComparison,
      compare,
      devices,
      send: (message) => sent.push(message),
    });
  }
  const passages = [{ question: 'q', text: TEXT }];

  it.each([
    ['nothing is known', { device: 'cpu' }, { passages, again: false }, true],
    ['it was compared', slow, { passages, again: false }, false],
    ['it has failed', { device: 'cpu', failure: 'crashed' }, { passages, again: false }, false],
    ['it has failed, but the reader asks', { device: 'cpu', failure: 'crashed' }, { passages, again: true }, true],
    ['nothing is known, but there is no text', { device: 'cpu' }, { again: true }, false],
  ] as const)('is measured or not when %s', async (_what, known, asked, isNew) => {
    open(known);
    ask(1);
    await over(1);
    requests.receive({ type: 'device', id: 2, engine: spec, ...asked });
    await over(2);
    expect(sent).toContainEqual({ type: 'device', id: 2, state: isNew ? slow : known, isNew });
    expect(measured).toEqual(isNew ? ['1 passages after 1 were freed'] : []);
  });
});
