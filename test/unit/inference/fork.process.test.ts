import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Outline } from '../../../src/core/paper/types';
import type { ChunkScores } from '../../../src/core/spans/scores';
import { type AskHandlers, type AskInput, type Ended, InferenceClient } from '../../../src/inference/client';
import { forkWorker, type Launch, workerEnvironment } from '../../../src/node/fork';
import { BEAT_MS, SILENT_BEATS, type Sign } from '../../../src/node/heartbeat';
import type { WorkerMessage } from '../../../src/inference/protocol';
import { CRASH_LIMIT } from '../../../src/node/supervisor';
import { ODD_WORKER, SHORT_HOST, WORKER } from '../bundles';
import { FakeClock, FakeLog } from './fakes';
import { Forked } from './forked';

const text = '# Method\n\nWe counted forty sheep at dawn.\n\n# Results\n\nThe shepherd slept.\n';
const paper: AskInput = { engine: { kind: 'keyword' }, question: 'How many sheep?', text, format: 'markdown' };
/** A paper with enough chunks to act between them. */
const long: AskInput = { ...paper, text: `# Part\n\n${'Forty sheep were counted here. '.repeat(20)}\n\n`.repeat(300) };
const IDLE_MS = 60_000;

let clock: FakeClock;
let log: FakeLog;
let client: InferenceClient;
/** How the processes of this test ended, in order. A test can wait for each end. */
let ends: Promise<string>[];

/** The real launcher, which also reports the ends to the test. */
const launch =
  (onSign: (sign: Sign) => void): Launch =>
  (path, events) => {
    let told!: (reason: string) => void;
    ends.push(new Promise((resolve) => (told = resolve)));
    return forkWorker(path, {
      ...events,
      sign: (sign) => {
        events.sign(sign);
        onSign(sign);
      },
      ended: (reason) => {
        events.ended(reason);
        told(reason);
      },
    });
  };

function open(workerPath: string, onSign: (sign: Sign) => void = () => undefined): void {
  client = new InferenceClient({ workerPath, log, idleMs: IDLE_MS, launch: launch(onSign), clock });
}

beforeEach(() => {
  clock = new FakeClock();
  log = new FakeLog();
  ends = [];
  open(WORKER);
});

afterEach(async () => {
  client.dispose();
  await Promise.all(ends);
});

interface Told {
  readonly outlines: Outline[];
  readonly scores: Map<number, ChunkScores>;
  readonly handlers: AskHandlers;
}

function listener(signal?: AbortSignal): Told {
  const outlines: Outline[] = [];
  const scores = new Map<number, ChunkScores>();
  return {
    outlines,
    scores,
    handlers: {
      onOutline: (outline) => outlines.push(outline),
      onScored: (chunk, found) => scores.set(chunk, found),
      ...(signal && { signal }),
    },
  };
}

/** Asks, and requires the whole answer. */
async function answered(input = paper): Promise<Told> {
  const told = listener();
  await expect(client.ask(input, told.handlers)).resolves.toEqual({ cancelled: false });
  expect(told.outlines).toHaveLength(1);
  expect(told.scores.size).toBe(told.outlines[0]!.chunks.length);
  return told;
}

/** Stops a process, like a native call that hangs. */
function freeze(): number {
  const pid = client.processId!;
  process.kill(pid, 'SIGSTOP');
  return pid;
}

describe('a real inference process', () => {
  it('a real process answers with the outline and the scores of every chunk, for the next question too', async () => {
    const { outlines, scores } = await answered();
    const pid = client.processId;
    const found = scores.get(0)!;
    expect(found.kind === 'blocks' && found.ranges.map(({ start, end }) => text.slice(start, end))).toContain(
      'We counted forty sheep at dawn.',
    );
    expect(outlines[0]!.headings.map(({ title }) => title)).toEqual(['Method', 'Results']);
    await answered({ ...paper, question: 'Who slept?' });
    expect(client.processId).toBe(pid);
    await expect(client.outline({ text, format: 'markdown' })).resolves.toEqual(outlines[0]);
  });

  it('scores come chunk by chunk, each chunk once', async () => {
    const seen: number[] = [];
    await client.ask(long, { onScored: (chunk) => void seen.push(chunk) });
    expect(seen.length).toBeGreaterThan(10);
    expect(new Set(seen).size).toBe(seen.length);
  });

  it('offsets are right in a text of emoji, accents and Windows line ends', async () => {
    const awkward = '# 👩‍👩‍👧‍👦 e\u0301\r\n\r\nForty 🐑 sheep we\u0301re counted.\r\n\r\n\ud83d lone sheep\r\n';
    const { outlines, scores } = await answered({ ...paper, text: awkward });
    const texts = outlines[0]!.blocks.map(({ start, end }) => awkward.slice(start, end));
    expect(texts).toEqual(['# 👩‍👩‍👧‍👦 e\u0301', 'Forty 🐑 sheep we\u0301re counted.', '\ud83d lone sheep']);
    const found = scores.get(0)!;
    expect(found.kind === 'blocks' && found.ranges.map(({ start, end }) => awkward.slice(start, end))).toEqual(
      texts.slice(1),
    );
  });

  it('the process says what it cannot read, and lives on', async () => {
    await expect(client.ask({ ...paper, question: '?!' }, {})).rejects.toMatchObject({ code: 'badQuestion' });
    await answered();
    expect(ends).toHaveLength(1);
  });
});

describe('a killed process', () => {
  it('killing the process fails its question with a message, and the next question works', async () => {
    await answered();
    const pid = freeze();
    const asked = client.ask(paper, {});
    const waiting = client.ask(paper, {});
    process.kill(pid, 'SIGKILL');
    await expect(asked).rejects.toMatchObject({
      code: 'workerCrashed',
      message: expect.stringMatching(/ended unexpectedly.*ask again/) as string,
      detail: 'ended by SIGKILL',
    });
    clock.advance(250);
    await expect(waiting).resolves.toEqual({ cancelled: false });
    expect(client.processId).not.toBe(pid);
    await answered();
  });

  it.each(['abort', 'exit', 'disconnect'])('a process that ends by itself is a crash: %s', async (question) => {
    open(ODD_WORKER);
    await expect(client.ask({ ...paper, question }, {})).rejects.toMatchObject({ code: 'workerCrashed' });
    clock.advance(250);
    await expect(client.ask(paper, {})).resolves.toEqual({ cancelled: false });
  });

  it('a process that cannot be started is a crash', async () => {
    open(`${WORKER}.missing`);
    await expect(client.ask(paper, {})).rejects.toMatchObject({
      code: 'workerCrashed',
      detail: expect.stringMatching(/^exit code 1; it wrote last: [^]*Cannot find module/) as string,
    });
    expect(log.lines.some((line) => line.includes('Cannot find module'))).toBe(true);
  });

  it('a process that crashed three times within five minutes starts only on request', async () => {
    open(ODD_WORKER);
    for (let crash = 0; crash < CRASH_LIMIT; crash++) {
      const asked = client.ask({ ...paper, question: 'exit' }, {});
      clock.advance(10_000);
      await expect(asked).rejects.toMatchObject({ code: 'workerCrashed', detail: 'exit code 7' });
    }
    await expect(client.ask(paper, {})).rejects.toMatchObject({ code: 'workerUnavailable' });
    expect(ends).toHaveLength(CRASH_LIMIT);
    client.retry();
    await expect(client.ask(paper, {})).resolves.toEqual({ cancelled: false });
    expect(ends).toHaveLength(CRASH_LIMIT + 1);
  });
});

describe('a cancelled question', () => {
  it('a cancelled question shows nothing more, and the process answers the next one', async () => {
    const abort = new AbortController();
    let asked!: Promise<Ended>;
    const scored = vi.fn(() => abort.abort());
    await new Promise<void>((resolve) => {
      asked = client.ask(long, { onScored: () => (scored(), resolve()), signal: abort.signal });
    });
    await expect(asked).resolves.toEqual({ cancelled: true });
    const pid = client.processId;
    await answered();
    // The process answers in order: if it had continued scoring, those scores would have come before.
    expect(scored).toHaveBeenCalledTimes(1);
    expect(client.processId).toBe(pid);
    clock.advance(5000);
    expect(client.processId).toBe(pid);
  });

  it('cancelling answers at once when the process hangs; it is killed after a second, without counting as a crash', async () => {
    await answered();
    for (let time = 0; time <= CRASH_LIMIT; time++) {
      const pid = freeze();
      const abort = new AbortController();
      const asked = client.ask(paper, { signal: abort.signal });
      const next = client.ask(paper, {});
      abort.abort();
      await expect(asked).resolves.toEqual({ cancelled: true });
      clock.advance(999);
      expect(client.processId).toBe(pid);
      clock.advance(1);
      expect(client.processId).not.toBe(pid);
      await expect(ends.at(-2)).resolves.toBe('ended by SIGKILL');
      await expect(next).resolves.toEqual({ cancelled: false });
    }
    expect(log.lines.some((line) => line.includes('crashed'))).toBe(false);
  });

  it('a cancelled question is taken from a process that loops forever', async () => {
    open(ODD_WORKER);
    const abort = new AbortController();
    const asked = client.ask({ ...paper, question: 'loop' }, { signal: abort.signal });
    const next = client.ask(paper, {});
    const pid = client.processId;
    abort.abort();
    await expect(asked).resolves.toEqual({ cancelled: true });
    clock.advance(1000);
    await expect(next).resolves.toEqual({ cancelled: false });
    expect(client.processId).not.toBe(pid);
  });
});

describe('malformed messages', () => {
  it.each(['garbage', 'bytes', 'length', 'no clone', 'no outline', 'throw'])(
    'a malformed message crashes its question and throws nowhere: %s',
    async (question) => {
      open(ODD_WORKER);
      const asked = client.ask({ ...paper, question }, {});
      const waiting = client.ask(paper, {});
      await expect(asked).rejects.toMatchObject({ code: 'workerCrashed' });
      clock.advance(250);
      await expect(waiting).resolves.toEqual({ cancelled: false });
    },
  );

  it('the process skips malformed messages and answers the next question', async () => {
    const worker = new Forked(WORKER);
    const answers: WorkerMessage[] = [];
    worker.on('message', (message: WorkerMessage) => answers.push(message));
    const garbage = [
      0,
      'text',
      {},
      [],
      { type: 'ask', id: 1 },
      { type: 'cancel' },
      { type: 'explode', id: 2 },
      new Map(),
    ];
    for (const message of garbage) worker.sendAnything(message);
    worker.send({ type: 'ask', id: 9, ...paper });
    const isOver = () => answers.some((answer) => answer.type === 'done' || answer.type === 'failed');
    while (!isOver()) await once(worker, 'message');
    expect(answers.at(-1)).toEqual({ type: 'done', id: 9, cancelled: false });
    worker.disconnect();
    await expect(worker.over()).resolves.toEqual([0, null]);
    expect(worker.told.match(/ignored/g)).toHaveLength(garbage.length);
  });

  it('bytes that are not even a serialised message end the process', async () => {
    const worker = new Forked(WORKER);
    worker.write(Buffer.from('GET / HTTP/1.1'));
    await expect(worker.over()).resolves.toEqual([1, null]);
    expect(worker.told).toContain('it wrote what is no message');
  });
});

describe('a stopped process', () => {
  it('a process without signs of life is replaced, the reader is told, and the next question is answered', async () => {
    await answered();
    const pid = freeze();
    const asked = client.ask(paper, {});
    const waiting = client.ask(paper, {});
    clock.advance(SILENT_BEATS * BEAT_MS);
    await expect(asked).rejects.toMatchObject({ code: 'workerSilent' });
    await expect(ends[0]).resolves.toBe('ended by SIGKILL');
    clock.advance(250);
    await expect(waiting).resolves.toEqual({ cancelled: false });
    expect(client.processId).not.toBe(pid);
  });

  it('a process that computes without a pause sends real signs of life without progress', async () => {
    const signs: Sign[] = [];
    const heard = new EventEmitter();
    open(ODD_WORKER, (sign) => {
      signs.push(sign);
      heard.emit('sign');
    });
    const asked = client.ask({ ...paper, question: 'loop' }, {});
    while (signs.length < 3) await once(heard, 'sign');
    // The watching thread may have started before the loop.
    expect(signs.slice(1)).toEqual(['runs', 'runs']);
    client.dispose();
    await expect(asked).resolves.toEqual({ cancelled: true });
  });
});

describe('output of the process', () => {
  it('what the process prints goes to the log', async () => {
    open(ODD_WORKER);
    await client.ask({ ...paper, question: 'noise' }, {});
    client.dispose();
    await ends[0];
    expect(log.lines).toContain('inference process: on standard output');
    expect(log.lines).toContain('inference process: on standard error');
  });
});

describe('the environment of the process', () => {
  it('the process gets no environment variables that change Node, Electron or VS Code', async () => {
    expect(
      workerEnvironment({ PATH: '/bin', NODE_OPTIONS: '--inspect', VSCODE_IPC_HOOK: 'x', VSCODE_PID: '1' }),
    ).toEqual({
      PATH: '/bin',
      ELECTRON_RUN_AS_NODE: '1',
    });
    vi.stubEnv('NODE_OPTIONS', '--no-deprecation');
    vi.stubEnv('VSCODE_PID', '1');
    vi.stubEnv('EVIDENCE_LENS_KEPT', '1');
    open(ODD_WORKER);
    await client.ask({ ...paper, question: 'environment' }, {});
    vi.unstubAllEnvs();
    client.dispose();
    await ends[0];
    const told = log.lines.find((line) => line.includes('environment'))!;
    expect(told).toContain('EVIDENCE_LENS_KEPT');
    expect(told).toContain('ELECTRON_RUN_AS_NODE');
    expect(told).not.toContain('NODE_OPTIONS');
    expect(told).not.toContain('VSCODE_');
    expect(told).toMatch(/ end$/);
  });
});

describe('an idle process', () => {
  it('an idle process is stopped, and the next question starts another', async () => {
    await answered();
    const pid = client.processId;
    clock.advance(IDLE_MS - 1);
    expect(client.processId).toBe(pid);
    clock.advance(1);
    expect(client.processId).toBeUndefined();
    await expect(ends[0]).resolves.toBe('ended by SIGKILL');
    await answered();
    expect(client.processId).not.toBe(pid);
  });
});

/** Whether a process has ended, including one that its parent has not yet waited for. */
function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    if (process.platform !== 'linux') return false;
    return / Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return true;
  }
}

describe('a host that ends', () => {
  it.each(['SIGKILL', 'SIGTERM'] as const)(
    'a host that ends by %s ends its process too, during a question',
    async (signal) => {
      const host = spawn(process.execPath, [SHORT_HOST, WORKER], { stdio: ['pipe', 'pipe', 'ignore'] });
      const [first] = (await once(host.stdout.setEncoding('utf8'), 'data')) as [string];
      const pid = Number(first);
      expect(isGone(pid)).toBe(false);
      host.kill(signal);
      await once(host, 'close');
      for (let look = 0; look < 400 && !isGone(pid); look++) await pause(50);
      expect(isGone(pid)).toBe(true);
    },
  );

  it('a host killed by SIGKILL ends its process at once, even one that computes without a pause', async () => {
    const host = spawn(process.execPath, [SHORT_HOST, ODD_WORKER, 'loop'], { stdio: ['pipe', 'pipe', 'ignore'] });
    const [first] = (await once(host.stdout.setEncoding('utf8'), 'data')) as [string];
    const pid = Number(first);
    // The watching thread starts with the loop or shortly before it.
    await pause(500);
    expect(isGone(pid)).toBe(false);
    host.kill('SIGKILL');
    await once(host, 'close');
    for (let look = 0; look < 400 && !isGone(pid); look++) await pause(50);
    expect(isGone(pid)).toBe(true);
  });

  it('a closed channel is no error of the process, whatever it was about to send', async () => {
    const worker = new Forked(WORKER);
    worker.on('message', ({ type }: WorkerMessage) => {
      if (type === 'scored') worker.disconnect();
    });
    worker.send({ type: 'ask', id: 1, ...long });
    await expect(worker.over()).resolves.toEqual([0, null]);
    expect(worker.told).toBe('');
  });
});
