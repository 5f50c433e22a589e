import { beforeEach, describe, expect, it } from 'vitest';
import { Engines } from '../../../../src/inference/engines';
import { paperReader } from '../../../../src/inference/papers';
import {
  type AskRequest,
  QUESTIONS_AT_ONCE,
  type ServerSpec,
  type WorkerMessage,
} from '../../../../src/inference/protocol';
import { Requests } from '../../../../src/inference/requests';
import { loadServerEngine } from '../../../../src/inference/server/engine';
import type { FakeInferenceServer } from '../../../fakes/inferenceServer';
import { noDevices } from '../fakes';
import { PAPER, QUESTION } from '../onnx/unitPaper';
import { HOW, INPUTS_OF, serve, serverSpec } from './support';

let sent: WorkerMessage[];
let requests: Requests;

beforeEach(() => {
  sent = [];
  const engines = new Engines({
    engine: (spec) => loadServerEngine(spec as ServerSpec, HOW),
    scores: () => Promise.resolve(undefined),
  });
  requests = new Requests({
    engines,
    forerunners: engines,
    readPaper: paperReader(),
    promiseOf: () => () => 0,
    keptComparison: () => Promise.resolve(undefined),
    compare: () => Promise.reject(new Error('not asked')),
    devices: noDevices,
    send: (message) => sent.push(message),
  });
});

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function ask(id: number, engine: ServerSpec, more: Partial<AskRequest> = {}): void {
  requests.receive({
    type: 'ask',
    id,
    engine,
    question: QUESTION,
    text: `${PAPER}\nPaper ${id}.\n`,
    format: 'markdown',
    ...more,
  });
}

const of = (id: number): readonly WorkerMessage[] => sent.filter((message) => 'id' in message && message.id === id);
const kinds = (id: number): string[] => of(id).map(({ type }) => type);

async function over(...ids: readonly number[]): Promise<void> {
  while (!ids.every((id) => kinds(id).some((kind) => kind === 'done' || kind === 'failed'))) await turn();
}

/** Asks many papers, with the first request held until the others have gathered, and returns the sequences of each request. */
async function batches(server: FakeInferenceServer, papers: number, batch: number): Promise<number[]> {
  server.requests.length = 0;
  server.fail('infer', { kind: 'hold' });
  const engine = serverSpec(server, 'paragraph', { batch, requests: 1 });
  const ids = Array.from({ length: papers }, (_, at) => batch * 100 + at);
  for (const id of ids) ask(id, engine);
  await server.arrived('infer', 1);
  for (let turns = 0; turns < 200; turns++) await turn();
  server.release();
  await over(...ids);
  for (const id of ids) expect(of(id).at(-1)).toEqual({ type: 'done', id, cancelled: false });
  return server.infers.map(({ sequences }) => sequences);
}

describe('questions to a server', () => {
  it('the windows of many papers share requests, so that a question to all costs fewer with a larger batch', async () => {
    const server = await serve('paragraph');
    const counts = new Map<number, number>();
    let windows: number | undefined;
    for (const batch of [1, 8, 32]) {
      const sequences = await batches(server, 6, batch);
      const total = sequences.reduce((sum, count) => sum + count, 0);
      windows ??= total;
      expect(total).toBe(windows);
      // Only the first and the last may be smaller.
      for (const count of sequences.slice(1, -1)) expect(count).toBe(batch);
      counts.set(batch, sequences.length);
    }
    expect(counts.get(1)).toBe(windows);
    expect(counts.get(8)).toBeLessThanOrEqual(Math.ceil(windows! / 8) + 1);
    expect(counts.get(32)).toBeLessThanOrEqual(Math.ceil(windows! / 32) + 1);
  });

  it('only so many requests are out at once, and only so many papers are read', async () => {
    const server = await serve('paragraph');
    server.fail('infer', { kind: 'hold' }, 3);
    const engine = serverSpec(server, 'paragraph', { batch: 1, requests: 3 });
    for (let id = 1; id <= QUESTIONS_AT_ONCE + 1; id++) ask(id, engine);
    await server.arrived('infer', 3);
    for (let turns = 0; turns < 200; turns++) await turn();
    expect(server.infers).toHaveLength(3);
    expect(kinds(QUESTIONS_AT_ONCE)).toContain('outlined');
    expect(kinds(QUESTIONS_AT_ONCE + 1)).toEqual([]);
    for (let id = 1; id <= QUESTIONS_AT_ONCE + 1; id++) requests.receive({ type: 'cancel', id });
    await over(...Array.from({ length: QUESTIONS_AT_ONCE + 1 }, (_, at) => at + 1));
  });

  it('scores come as the server gives them, chunk by chunk', async () => {
    const server = await serve('biased', INPUTS_OF.modernBert);
    const engine = serverSpec(server, 'biased', { batch: 1, requests: 1 });
    server.fail('infer', { kind: 'change', change: () => ({}) });
    server.fail('infer', { kind: 'hold' });
    ask(1, engine, { text: `${PAPER}\n`.repeat(4) });
    await server.arrived('infer', 2);
    while (!kinds(1).includes('scored')) await turn();
    expect(kinds(1).filter((kind) => kind === 'scored')).toHaveLength(1);
    expect(kinds(1)).not.toContain('done');
    server.release();
    await over(1);
    expect(kinds(1).at(-1)).toBe('done');
  });

  it('a cancelled question closes its connection, and the next one is answered', async () => {
    const server = await serve('paragraph');
    const engine = serverSpec(server, 'paragraph', { batch: 1, requests: 1 });
    server.fail('infer', { kind: 'hold' });
    ask(1, engine);
    await server.arrived('infer', 1);
    ask(2, engine);
    requests.receive({ type: 'cancel', id: 1 });
    await over(1);
    expect(of(1).at(-1)).toEqual({ type: 'done', id: 1, cancelled: true });
    await expect.poll(() => server.infers[0]!.closed).toBe(true);
    await over(2);
    expect(of(2).at(-1)).toEqual({ type: 'done', id: 2, cancelled: false });
  });

  it('a request that another question shares goes on when one is cancelled', async () => {
    const server = await serve('paragraph');
    const engine = serverSpec(server, 'paragraph', { batch: 256, requests: 1 });
    server.fail('infer', { kind: 'hold' }, 2);
    ask(1, engine);
    await server.arrived('infer', 1);
    ask(2, engine);
    ask(3, engine);
    for (let turns = 0; turns < 200; turns++) await turn();
    server.release();
    await server.arrived('infer', 2);
    requests.receive({ type: 'cancel', id: 2 });
    await over(2);
    server.release();
    await over(1, 3);
    expect(of(3).at(-1)).toEqual({ type: 'done', id: 3, cancelled: false });
    expect(server.infers.map(({ closed }) => closed)).toEqual([false, false]);
  });

  it('a question that was cancelled while its server is silent holds up no other', async () => {
    const [silent, server] = [await serve('paragraph'), await serve('paragraph')];
    silent.fail('health', { kind: 'hold' });
    ask(1, serverSpec(silent, 'paragraph'));
    await silent.arrived('health', 1);
    ask(2, serverSpec(server, 'paragraph'));
    requests.receive({ type: 'cancel', id: 1 });
    await over(1, 2);
    expect(of(1).at(-1)).toEqual({ type: 'done', id: 1, cancelled: true });
    expect(of(2).at(-1)).toEqual({ type: 'done', id: 2, cancelled: false });
  });

  it('when a server fails, the question fails once, and nothing more comes of it', async () => {
    const server = await serve('paragraph');
    server.fail('infer', { kind: 'status', status: 500 }, 4);
    ask(1, serverSpec(server, 'paragraph', { batch: 2 }));
    await over(1);
    for (let turns = 0; turns < 200; turns++) await turn();
    expect(of(1).at(-1)).toMatchObject({ type: 'failed', code: 'serverFailed' });
    expect(kinds(1).filter((kind) => kind === 'failed' || kind === 'done')).toEqual(['failed']);
  });
});
