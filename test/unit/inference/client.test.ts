import { beforeEach, describe, expect, it, vi } from 'vitest';
import { sentence } from '../../../src/core/text/sentence';
import { type AskInput, InferenceClient } from '../../../src/inference/client';
import { BEAT_MS, SILENT_BEATS, STUCK_BEATS } from '../../../src/node/heartbeat';
import { FakeClock, FakeLauncher, FakeLog, outlineOf, scoresOf } from './fakes';

const paper: AskInput = { engine: { kind: 'keyword' }, question: 'why?', text: 'Because.', format: 'markdown' };
const IDLE_MS = 60_000;

let clock: FakeClock;
let launcher: FakeLauncher;
let log: FakeLog;
let client: InferenceClient;

beforeEach(() => {
  clock = new FakeClock();
  launcher = new FakeLauncher();
  log = new FakeLog();
  client = new InferenceClient({ workerPath: 'worker.js', log, idleMs: IDLE_MS, launch: launcher.launch, clock });
});

/** Asks and crashes `times` times, with time for the pauses in between. */
async function crash(times: number): Promise<void> {
  for (let time = 0; time < times; time++) {
    const asked = client.ask(paper, {});
    clock.advance(10_000);
    launcher.last.crash();
    await expect(asked).rejects.toMatchObject({ code: 'workerCrashed' });
  }
}

describe('asking through the client', () => {
  it('the first request starts a process, and later ones use it', async () => {
    expect(launcher.processes).toHaveLength(0);
    const first = client.ask(paper, {});
    launcher.last.finish(1);
    await expect(first).resolves.toEqual({ cancelled: false });
    const second = client.ask(paper, {});
    launcher.last.finish(2);
    await second;
    expect(launcher.processes).toHaveLength(1);
    expect(launcher.last.requests).toEqual([
      { type: 'ask', id: 1, ...paper },
      { type: 'ask', id: 2, ...paper },
    ]);
  });

  it('outline and scores are passed on as they come', async () => {
    const onOutline = vi.fn();
    const onScored = vi.fn();
    const asked = client.ask(paper, { onOutline, onScored });
    launcher.last.answer({ type: 'loading', id: 1 });
    launcher.last.answer({ type: 'outlined', id: 1, outline: outlineOf(2) });
    launcher.last.answer({ type: 'scored', id: 1, chunk: 1, scores: scoresOf(0.9) });
    expect(onOutline.mock.calls).toEqual([[outlineOf(2)]]);
    expect(onScored.mock.calls).toEqual([[1, scoresOf(0.9)]]);
    launcher.last.answer({ type: 'scored', id: 1, chunk: 0, scores: scoresOf(0.1) });
    launcher.last.answer({ type: 'done', id: 1, cancelled: false });
    await asked;
  });

  it('a request rejects with the error that the process reports', async () => {
    const asked = client.ask(paper, {});
    const told = sentence`${2} pages are too many.`;
    launcher.last.answer({ type: 'failed', id: 1, code: 'badPaper', told, detail: 'much' });
    await expect(asked).rejects.toMatchObject({
      code: 'badPaper',
      message: '2 pages are too many.',
      told: { template: '{0} pages are too many.', values: [2] },
      detail: 'much',
    });
  });

  it('a request rejects with the error of its handler and is cancelled', async () => {
    const onOutline = (): never => {
      throw new RangeError('handler');
    };
    const asked = client.ask(paper, { onOutline });
    launcher.last.answer({ type: 'outlined', id: 1, outline: outlineOf(1) });
    await expect(asked).rejects.toThrow(RangeError);
    expect(launcher.last.cancels).toEqual([1]);
  });

  it('process() and outline() return their answers', async () => {
    const options = {
      threshold: 0.2,
      max_length: 8192,
      doc_stride: 256,
      min_span_chars: 10,
      merge_gap_chars: 20,
      return_sentence_metrics: false,
    };
    const processed = client.process({ engine: paper.engine, question: 'q', context: 'c', options });
    const result = { spans: [], windows: 1, tokens: 3 };
    launcher.last.answer({ type: 'processed', id: 1, result });
    launcher.last.answer({ type: 'done', id: 1, cancelled: false });
    await expect(processed).resolves.toEqual(result);

    const outlined = client.outline({ text: 't', format: 'text' });
    launcher.last.answer({ type: 'outlined', id: 2, outline: outlineOf(1) });
    launcher.last.answer({ type: 'done', id: 2, cancelled: false });
    await expect(outlined).resolves.toEqual(outlineOf(1));

    const broken = client.outline({ text: 't', format: 'text' });
    launcher.last.answer({ type: 'done', id: 3, cancelled: false });
    await expect(broken).rejects.toMatchObject({ code: 'workerCrashed' });
  });
});

describe('messages from the process', () => {
  it('messages that answer no request are logged and change nothing', async () => {
    const onScored = vi.fn();
    const asked = client.ask(paper, { onScored });
    launcher.last.answer({ type: 'outlined', id: 1, outline: outlineOf(1) });
    launcher.last.answer({ type: 'scored', id: 1, chunk: 1, scores: scoresOf(1) });
    launcher.last.answer({ type: 'scored', id: 99, chunk: 0, scores: scoresOf(1) });
    launcher.last.answer({ type: 'done', id: 99, cancelled: false });
    launcher.last.answer({ type: 'processed', id: 1, result: { spans: [], windows: 1, tokens: 1 } });
    expect(log.lines.filter((line) => line.includes('ignored'))).toHaveLength(4);
    expect(onScored).not.toHaveBeenCalled();
    launcher.last.finish(1);
    await expect(asked).resolves.toEqual({ cancelled: false });
  });

  const window = { starts: Uint32Array.of(0), ends: Uint32Array.of(5), probabilities: Float32Array.of(0.5) };
  it.each([
    ['nothing', undefined],
    ['null', null],
    ['a number', 7],
    ['a text', 'text'],
    ['no message', {}],
    ['scores without a request', { type: 'scored' }],
    ['scores of a chunk that is no number', { type: 'scored', id: 1, chunk: 'first', scores: scoresOf(1) }],
    ['scores of a chunk before the first', { type: 'scored', id: 1, chunk: -1, scores: scoresOf(1) }],
    ['scores without ranges', { type: 'scored', id: 1, chunk: 0, scores: { kind: 'blocks' } }],
    ['a score that is no probability', { type: 'scored', id: 1, chunk: 0, scores: scoresOf(7) }],
    ['windows that are none', { type: 'scored', id: 1, chunk: 0, scores: { kind: 'tokens', windows: [null] } }],
    [
      'a window with a token too many',
      {
        type: 'scored',
        id: 1,
        chunk: 0,
        scores: { kind: 'tokens', windows: [{ ...window, ends: new Uint32Array(2) }] },
      },
    ],
    ['an outline without parts', { type: 'outlined', id: 1, outline: {} }],
    ['an outline of nothing', { type: 'outlined', id: 1, outline: { ...outlineOf(1), blocks: [null] } }],
    [
      'a chunk that ends before it starts',
      { type: 'outlined', id: 1, outline: { ...outlineOf(1), chunks: [{ start: 9, end: 1, headings: [] }] } },
    ],
    ['an unknown failure', { type: 'failed', id: 1, code: 'sudden', told: sentence`x` }],
    ['a failure without a sentence', { type: 'failed', id: 1, code: 'badPaper', told: 'x' }],
    [
      'a sentence of something else',
      { type: 'failed', id: 1, code: 'badPaper', told: { template: 'x', values: [{}] } },
    ],
    ['units that are none', { type: 'scored', id: 1, chunk: 0, scores: { kind: 'sentences', sentences: [] } }],
    ['a request that is no number', { type: 'done', id: '1', cancelled: false }],
    ['spans that are none', { type: 'processed', id: 1, result: { spans: [7], windows: 1, tokens: 1 } }],
  ])('a malformed message crashes its question: %s', async (_, message) => {
    const onScored = vi.fn();
    const asked = client.ask(paper, { onScored });
    const waiting = client.ask(paper, {});
    launcher.last.answer({ type: 'outlined', id: 1, outline: outlineOf(1) });
    launcher.last.garbage(message);
    await expect(asked).rejects.toMatchObject({ code: 'workerCrashed' });
    expect(onScored).not.toHaveBeenCalled();
    expect(launcher.last.killed).toBe(true);
    clock.advance(250);
    launcher.last.finish(2);
    await expect(waiting).resolves.toEqual({ cancelled: false });
  });

  it('a question that ends before its outline or all its chunks gives no answer', async () => {
    for (const told of [[], [{ type: 'outlined', outline: outlineOf(2) } as const]]) {
      const asked = client.ask(paper, {});
      const { id } = launcher.last.requests.at(-1)!;
      for (const message of told) {
        launcher.last.answer({ ...message, id });
        launcher.last.answer({ type: 'scored', id, chunk: 1, scores: scoresOf(0.5) });
      }
      launcher.last.answer({ type: 'done', id, cancelled: false });
      await expect(asked).rejects.toMatchObject({
        code: 'workerCrashed',
        message: 'The inference process did not return the whole answer to this question: ask again.',
      });
    }
    expect(launcher.processes).toHaveLength(1);
  });

  it('a question about a part of a paper needs only the chunks of that part', async () => {
    const asked = client.ask({ ...paper, scopes: [{ start: 12, end: 15 }] }, {});
    launcher.last.answer({ type: 'outlined', id: 1, outline: outlineOf(3) });
    launcher.last.answer({ type: 'scored', id: 1, chunk: 1, scores: scoresOf(0.5) });
    launcher.last.answer({ type: 'done', id: 1, cancelled: false });
    await expect(asked).resolves.toEqual({ cancelled: false });
  });
});

describe('signs of life', () => {
  it('a stopped process is replaced after half a minute, and the reader is told', async () => {
    const asked = client.ask(paper, {});
    const waiting = client.ask(paper, {});
    launcher.last.sign('runs');
    clock.advance(SILENT_BEATS * BEAT_MS - 1);
    expect(launcher.last.killed).toBe(false);
    clock.advance(1);
    expect(launcher.last.killed).toBe(true);
    await expect(asked).rejects.toMatchObject({
      code: 'workerSilent',
      message: expect.stringMatching(/stopped responding.*ask again/) as string,
      detail: 'no sign of life for 30 seconds',
    });
    clock.advance(250);
    launcher.last.finish(2);
    await expect(waiting).resolves.toEqual({ cancelled: false });
  });

  it('a process that computes for minutes in one go is left alone', async () => {
    const asked = client.ask(paper, {});
    for (let beat = 0; beat < STUCK_BEATS - 1; beat++) {
      clock.advance(BEAT_MS);
      launcher.last.sign('runs');
    }
    launcher.last.sign('works');
    for (let beat = 0; beat < STUCK_BEATS - 1; beat++) {
      clock.advance(BEAT_MS);
      launcher.last.sign('runs');
    }
    expect(launcher.last.killed).toBe(false);
    launcher.last.finish(1);
    await expect(asked).resolves.toEqual({ cancelled: false });
  });

  it('a process without progress for ten minutes is replaced', async () => {
    const asked = client.ask(paper, {});
    for (let beat = 0; beat < STUCK_BEATS; beat++) {
      clock.advance(BEAT_MS);
      launcher.last.sign('runs');
    }
    await expect(asked).rejects.toMatchObject({ code: 'workerSilent', detail: 'no progress for 600 seconds' });
  });

  it('an idle process needs no signs of life', async () => {
    const asked = client.ask(paper, {});
    launcher.last.finish(1);
    await asked;
    clock.advance(IDLE_MS - 1);
    expect(launcher.last.killed).toBe(false);
    expect(log.lines.some((line) => line.includes('crashed'))).toBe(false);
  });
});

describe('cancelling a request', () => {
  it('a cancelled request resolves at once and delivers nothing more', async () => {
    const abort = new AbortController();
    const onScored = vi.fn();
    const asked = client.ask(paper, { onScored, signal: abort.signal });
    launcher.last.answer({ type: 'outlined', id: 1, outline: outlineOf(2) });
    abort.abort();
    await expect(asked).resolves.toEqual({ cancelled: true });
    expect(launcher.last.cancels).toEqual([1]);
    launcher.last.answer({ type: 'scored', id: 1, chunk: 0, scores: scoresOf(0.5) });
    launcher.last.answer({ type: 'done', id: 1, cancelled: true });
    expect(onScored).not.toHaveBeenCalled();
    clock.advance(2000);
    expect(launcher.last.killed).toBe(false);
  });

  it('a request cancelled before it begins sends nothing', async () => {
    await expect(client.ask(paper, { signal: AbortSignal.abort() })).resolves.toEqual({ cancelled: true });
    expect(launcher.processes).toHaveLength(0);
  });

  it('a process that does not confirm a cancel is killed, and a new one gets the next question', async () => {
    const abort = new AbortController();
    const first = client.ask(paper, { signal: abort.signal });
    abort.abort();
    const second = client.ask({ ...paper, question: 'how?' }, {});
    await first;
    clock.advance(999);
    expect(launcher.processes).toHaveLength(1);
    clock.advance(1);
    expect(launcher.processes[0]!.killed).toBe(true);
    expect(launcher.processes).toHaveLength(2);
    expect(launcher.last.requests).toEqual([{ type: 'ask', id: 2, ...paper, question: 'how?' }]);
    launcher.last.finish(2);
    await expect(second).resolves.toEqual({ cancelled: false });
  });

  it('killing a process after a cancel never counts as a crash', async () => {
    for (let time = 0; time < 5; time++) {
      const abort = new AbortController();
      const asked = client.ask(paper, { signal: abort.signal });
      abort.abort();
      await asked;
      clock.advance(1000);
      expect(launcher.last.killed).toBe(true);
    }
    const asked = client.ask(paper, {});
    expect(launcher.processes).toHaveLength(6);
    launcher.last.finish(6);
    await asked;
  });

  it('a process that works on an earlier request is not killed', async () => {
    const abort = new AbortController();
    const first = client.ask(paper, {});
    const second = client.ask(paper, { signal: abort.signal });
    abort.abort();
    await second;
    clock.advance(10_000);
    expect(launcher.last.killed).toBe(false);
    launcher.last.finish(1);
    await first;
    clock.advance(1000);
    expect(launcher.last.killed).toBe(true);
  });
});

describe('crashes of a process that uses the GPU', () => {
  const onGpu = (inUse: boolean): void => launcher.last.garbage({ type: 'gpu', inUse });
  const restart = (): void => clock.advance(10_000);

  it('the question goes to the next process, which hears of the crash first', async () => {
    const asked = client.ask(paper, {});
    onGpu(true);
    launcher.last.answer({ type: 'outlined', id: 1, outline: outlineOf(1) });
    launcher.last.crash();
    restart();
    expect(launcher.last.received).toEqual([
      { type: 'predecessor', pid: 1, crashed: true },
      { type: 'ask', id: 1, ...paper },
    ]);
    launcher.last.finish(1);
    await expect(asked).resolves.toEqual({ cancelled: false });
  });

  it('a question is repeated once only', async () => {
    const asked = client.ask(paper, {});
    for (let time = 0; time < 2; time++) {
      onGpu(true);
      launcher.last.crash();
      restart();
    }
    await expect(asked).rejects.toMatchObject({ code: 'workerCrashed' });
    expect(launcher.processes).toHaveLength(2);
  });

  it.each([
    ['no longer uses it', [true, false]],
    ['has never used it', []],
  ])('a process that %s fails its question', async (_what, uses) => {
    const asked = client.ask(paper, {});
    uses.forEach(onGpu);
    launcher.last.crash();
    await expect(asked).rejects.toMatchObject({ code: 'workerCrashed' });
  });

  it('a comparison that crashed is not asked for again, only what is known of it', async () => {
    const engine = { kind: 'onnx', folder: 'm', preparedFolder: 'p', precision: 'auto', threads: 1 } as const;
    const measured = client.device({ engine, passages: [], again: true });
    onGpu(true);
    launcher.last.crash();
    restart();
    expect(launcher.last.requests).toEqual([{ type: 'device', id: 1, engine, passages: [], again: false }]);
    const state = { device: 'cpu', failure: 'crashed' } as const;
    launcher.last.answer({ type: 'device', id: 1, state, isNew: false });
    launcher.last.answer({ type: 'done', id: 1, cancelled: false });
    await expect(measured).resolves.toEqual({ state, isNew: false });
  });

  it('a process that was stopped on purpose is no crash for the next one', async () => {
    const first = client.ask(paper, {});
    onGpu(true);
    client.release();
    await expect(first).resolves.toEqual({ cancelled: true });
    void client.ask(paper, {});
    expect(launcher.last.received[0]).toEqual({ type: 'predecessor', pid: 1, crashed: false });
  });
});

describe('crashes of the process', () => {
  it('a crash fails the running question, and the others go to the next process after a pause', async () => {
    const first = client.ask(paper, {});
    const second = client.ask(paper, {});
    launcher.last.crash();
    await expect(first).rejects.toMatchObject({ code: 'workerCrashed', detail: 'ended by SIGSEGV' });
    expect(launcher.processes).toHaveLength(1);
    clock.advance(250);
    expect(launcher.processes).toHaveLength(2);
    expect(launcher.last.requests.map(({ id }) => id)).toEqual([2]);
    launcher.last.finish(2);
    await expect(second).resolves.toEqual({ cancelled: false });
  });

  it('the reason of a crash has what the process wrote last, and the log has it too', async () => {
    const asked = client.ask(paper, {});
    launcher.last.crash(`${'much was written before. '.repeat(400)}\nFATAL ERROR: out of memory\n`);
    const detail = expect.stringMatching(/^ended by SIGSEGV; it wrote last: .*\nFATAL ERROR: out of memory$/) as string;
    await expect(asked).rejects.toMatchObject({ code: 'workerCrashed', detail });
    expect(log.lines.filter((line) => line.includes('out of memory'))).toHaveLength(2);
    expect(Math.max(...log.lines.map(({ length }) => length))).toBeLessThan(5000);
    clock.advance(250);
    const again = client.ask(paper, {});
    launcher.last.crash();
    await expect(again).rejects.toMatchObject({ detail: 'ended by SIGSEGV' });
  });

  it('each crash makes the pause longer', async () => {
    await crash(2);
    const third = client.ask(paper, {});
    clock.advance(999);
    expect(launcher.processes).toHaveLength(2);
    clock.advance(1);
    expect(launcher.processes).toHaveLength(3);
    launcher.last.finish(3);
    await third;
  });

  it('three crashes within five minutes stop the restarts until the reader tries again', async () => {
    await crash(3);
    await expect(client.ask(paper, {})).rejects.toMatchObject({ code: 'workerUnavailable' });
    clock.advance(60 * 60_000);
    await expect(client.ask(paper, {})).rejects.toMatchObject({ code: 'workerUnavailable' });
    expect(launcher.processes).toHaveLength(3);
    client.retry();
    const asked = client.ask(paper, {});
    expect(launcher.processes).toHaveLength(4);
    launcher.last.finish(launcher.last.requests[0]!.id);
    await expect(asked).resolves.toEqual({ cancelled: false });
  });

  it('crashes further apart are forgiven', async () => {
    await crash(2);
    clock.advance(5 * 60_000);
    await crash(2);
    const asked = client.ask(paper, {});
    clock.advance(10_000);
    expect(launcher.processes).toHaveLength(5);
    launcher.last.finish(launcher.last.requests[0]!.id);
    await asked;
  });

  it('too many crashes reject all waiting questions', async () => {
    await crash(2);
    const running = client.ask(paper, {});
    const waiting = client.ask(paper, {});
    clock.advance(10_000);
    launcher.last.crash();
    await expect(running).rejects.toMatchObject({ code: 'workerCrashed' });
    await expect(waiting).rejects.toMatchObject({ code: 'workerUnavailable' });
  });

  it('a crash during a cancelled question fails no other', async () => {
    const abort = new AbortController();
    const first = client.ask(paper, { signal: abort.signal });
    const second = client.ask(paper, {});
    abort.abort();
    launcher.last.crash();
    await first;
    clock.advance(250);
    launcher.last.finish(2);
    await expect(second).resolves.toEqual({ cancelled: false });
  });

  it('a process that cannot be started counts as a crash', async () => {
    const failing = new InferenceClient({
      workerPath: 'worker.js',
      log,
      clock,
      launch: () => {
        throw new Error('EAGAIN');
      },
    });
    await expect(failing.ask(paper, {})).rejects.toMatchObject({ code: 'workerCrashed' });
  });
});

describe('an idle process', () => {
  it('a process without requests is stopped after a while, and the next request starts one', async () => {
    const asked = client.ask(paper, {});
    launcher.last.finish(1);
    await asked;
    clock.advance(IDLE_MS - 1);
    expect(launcher.last.killed).toBe(false);
    clock.advance(1);
    expect(launcher.last.killed).toBe(true);
    void client.ask(paper, {});
    expect(launcher.processes).toHaveLength(2);
    client.dispose();
  });

  it('a process with a running request is not idle', async () => {
    const first = client.ask(paper, {});
    launcher.last.finish(1);
    await first;
    clock.advance(IDLE_MS - 1);
    const second = client.ask(paper, {});
    for (let beat = 0; beat < (IDLE_MS * 3) / BEAT_MS; beat++) {
      clock.advance(BEAT_MS);
      launcher.last.sign('works');
    }
    expect(launcher.last.killed).toBe(false);
    launcher.last.finish(2);
    await expect(second).resolves.toEqual({ cancelled: false });
  });
});

describe('disposing of the client', () => {
  it('dispose kills the process, cancels all requests, and starts nothing more', async () => {
    const asked = client.ask(paper, {});
    client.dispose();
    expect(launcher.last.killed).toBe(true);
    await expect(asked).resolves.toEqual({ cancelled: true });
    await expect(client.ask(paper, {})).resolves.toEqual({ cancelled: true });
    clock.advance(IDLE_MS * 2);
    expect(launcher.processes).toHaveLength(1);
  });
});
