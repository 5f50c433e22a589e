import { describe, expect, it } from 'vitest';
import { KnownError } from '../../../../src/core/errors/knownError';
import { DEFAULT_WINDOW_OPTIONS, type ProcessOptions, type ProcessResult } from '../../../../src/core/process/types';
import { parseServerToken, parseServerUrl } from '../../../../src/inference/server/address';
import { loadServerEngine } from '../../../../src/inference/server/engine';
import type { ServerOptions } from '../../../../src/inference/server/openInference';
import type { Answer, Fault, FakeInferenceServer } from '../../../fakes/inferenceServer';
import { HOW, serve, serverSpec } from './support';

const OPTIONS: ProcessOptions = {
  ...DEFAULT_WINDOW_OPTIONS,
  ...{ threshold: 0, min_span_chars: 0, merge_gap_chars: 0, return_sentence_metrics: false },
};
const MODEL = 'paragraph';

/** Has a server read one text with one request. */
async function read(
  server: FakeInferenceServer,
  how: Pick<ServerOptions, 'retry' | 'deadlines'> = HOW,
  token?: string,
): Promise<ProcessResult> {
  const engine = await loadServerEngine(serverSpec(server, MODEL, token === undefined ? {} : { token }), how);
  const context = { text: 'We trained the model on pairs. It answers.', section: '' };
  return await engine.process!('How is it trained?', context, OPTIONS, new AbortController().signal);
}

const failure = async (work: Promise<unknown>): Promise<KnownError> => {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(KnownError);
  return error as KnownError;
};

const changed = (change: (answer: Answer) => Partial<Answer>): Fault => ({ kind: 'change', change });

describe('what passes by itself', () => {
  it.each<readonly [string, Fault]>([
    ['too many requests', { kind: 'status', status: 429 }],
    ['a server that restarts', { kind: 'status', status: 503 }],
    ['a connection that breaks', { kind: 'cut' }],
  ])('%s is tried again, and answered', async (_name, fault) => {
    const server = await serve(MODEL);
    const right = await read(server);
    server.requests.length = 0;
    server.fail('infer', fault, 2);
    expect(await read(server)).toEqual(right);
    expect(server.infers).toHaveLength(3);
    server.fail('health', fault);
    expect(await read(server)).toEqual(right);
  });

  it('a server says how long to wait', async () => {
    const server = await serve(MODEL);
    const waits: number[] = [];
    const wait = (ms: number): Promise<void> => Promise.resolve(void waits.push(ms));
    server.fail('infer', { kind: 'status', status: 429, headers: { 'retry-after': '7' } });
    await read(server, { ...HOW, retry: { ...HOW.retry, wait } });
    expect(waits).toEqual([7000]);
  });

  it('what does not pass is given up after the tries that are allowed', async () => {
    const server = await serve(MODEL);
    server.fail('infer', { kind: 'status', status: 503 }, 9);
    const error = await failure(read(server));
    expect(error).toMatchObject({
      code: 'serverFailed',
      message: expect.stringMatching(/cannot answer now \(503\)/) as string,
    });
    expect(server.infers).toHaveLength(HOW.retry.attempts);
  });

  it('a server that is not there is named, with what can be done', async () => {
    const server = await serve(MODEL);
    await server.stop();
    const error = await failure(read(server));
    expect(error.message).toMatch(/^127\.0\.0\.1:\d+ cannot be reached: .* or answer on this machine\.$/);
  });

  it('a server that is silent is given up at the deadline, and its connection is closed', async () => {
    const server = await serve(MODEL);
    server.fail('infer', { kind: 'hold' });
    const error = await failure(read(server, { ...HOW, deadlines: { about: 10_000, batch: 300 } }));
    expect(error.message).toMatch(/did not answer within 1 second/);
    expect(server.infers).toHaveLength(1);
    await expect.poll(() => server.infers[0]!.closed).toBe(true);
  });
});

describe('an answer that cannot be right is refused in one sentence', () => {
  it.each<readonly [string, Fault, RegExp]>([
    ['garbage', { kind: 'text', body: '<html>Sign in</html>' }, /cannot be read/],
    ['JSON of something else', { kind: 'text', body: '{"outputs": 3}' }, /cannot be read/],
    ['an answer without end', { kind: 'endless' }, /sends more than the model can answer/],
    ['another name', changed(() => ({ name: 'scores' })), /cannot be read/],
    ['another datatype', changed(() => ({ datatype: 'FP16' })), /cannot be read/],
    ['another shape', changed(({ shape }) => ({ shape: [...shape].reverse() })), /cannot be read/],
    ['too few numbers', changed(({ logits }) => ({ logits: logits.subarray(1) })), /cannot be read/],
    [
      'no numbers',
      changed(({ logits }) => ({ logits: logits.map((x, at) => (at === 3 ? NaN : x)) })),
      /no valid scores/,
    ],
    ['endless numbers', changed(({ logits }) => ({ logits: logits.map(() => Infinity) })), /no valid scores/],
    ['a refusal', { kind: 'status', status: 400 }, /refuses to run the model 'lab-model' \(status 400\)/],
    ['a fault', { kind: 'status', status: 500 }, /refuses to run the model 'lab-model' \(status 500\)/],
    ['too large', { kind: 'status', status: 413 }, /lower evidence\.server\.batch/],
    ['a redirect', { kind: 'status', status: 307, headers: { location: 'http://localhost:1/' } }, /redirects/],
  ])('%s', async (_name, fault, message) => {
    const server = await serve(MODEL);
    server.fail('infer', fault);
    const error = await failure(read(server));
    expect(error.code).toBe('serverFailed');
    expect(error.message).toMatch(message);
    expect(error.message).not.toContain('\n');
    expect(server.infers).toHaveLength(1);
  });

  it('numbers as JSON are taken, as servers without binary answers write them', async () => {
    const server = await serve(MODEL);
    const right = await read(server);
    server.writesJson = true;
    expect(await read(server)).toEqual(right);
  });
});

const INT64 = (name: string, shape: readonly number[] = [-1, -1]) => ({ name, datatype: 'INT64', shape });
const LOGITS = { name: 'logits', datatype: 'FP32', shape: [-1, -1, 2] };
const INPUTS = [INT64('input_ids'), INT64('token_type_ids'), INT64('lengths', [-1])];

describe('a server with another model is refused before a text goes there', () => {
  it.each<readonly [string, Readonly<Record<string, unknown>>, RegExp]>([
    ['no types', { inputs: [INPUTS[0], INPUTS[2]] }, /it takes no token_type_ids/],
    ['another input', { inputs: [...INPUTS, INT64('pixel_values')] }, /it wants pixel_values/],
    [
      'another datatype',
      { inputs: [{ ...INPUTS[0]!, datatype: 'INT32' }, ...INPUTS.slice(1)] },
      /are INT32, not INT64/,
    ],
    ['a fixed length', { inputs: [INT64('input_ids', [-1, 128]), ...INPUTS.slice(1)] }, /have the shape \[-1, 128\]/],
    ['other labels', { outputs: [{ ...LOGITS, shape: [-1, -1, 7] }] }, /it has 7 labels, not 2/],
    ['one score for a text', { outputs: [{ ...LOGITS, shape: [-1, 2] }] }, /have 2 dimensions, not 3/],
    ['another output', { outputs: [{ ...LOGITS, name: 'embeddings' }] }, /it gives no logits/],
    ['half floats', { outputs: [{ ...LOGITS, datatype: 'FP16' }] }, /are FP16, not FP32/],
    ['no description', { inputs: 'many' }, /cannot be read/],
  ])('%s', async (_name, description, message) => {
    const server = await serve(MODEL);
    server.description = description;
    const error = await failure(read(server));
    expect(error.code).toBe('serverFailed');
    expect(error.message).toMatch(message);
    expect(server.infers).toEqual([]);
  });

  it('a server without the model, or that does not listen to us, is told', async () => {
    const server = await serve(MODEL);
    const spec = serverSpec(server, MODEL, { model: 'other' });
    expect((await failure(loadServerEngine(spec, HOW))).message).toMatch(/has no model 'other'/);
    server.token = 'secret';
    expect((await failure(read(server))).message).toMatch(
      /requires a token: set one with "Evidence Lens: Set Server Token"/,
    );
    expect((await failure(read(server, HOW, 'wrong'))).message).toMatch(/refuses the token/);
    await expect(read(server, HOW, 'secret')).resolves.toMatchObject({ windows: 1 });
    expect(server.infers.map(({ headers }) => headers.authorization)).toEqual(['Bearer secret']);
  });

  it('a model that takes one text at a time gets one in each request', async () => {
    const server = await serve(MODEL, { input_ids: [1, -1], token_type_ids: [1, -1] });
    await expect(read(server)).resolves.toMatchObject({ windows: 1 });
    expect(server.infers.map(({ sequences }) => sequences)).toEqual([1]);
  });

  it('a length may be a row of one, as servers with batching of their own describe it', async () => {
    const server = await serve(MODEL, { input_ids: [-1, -1], token_type_ids: [-1, -1], lengths: [-1, 1] });
    await expect(read(server)).resolves.toMatchObject({ windows: 1 });
  });
});

describe('the address of a server', () => {
  it('plain http goes to this machine only, unless it is allowed', () => {
    for (const url of [
      'http://localhost:8000',
      'http://127.0.0.1:8000/base/',
      'http://[::1]:1',
      'https://lab.example.org/',
    ]) {
      expect(parseServerUrl(url, false)).toBe(url.replace(/\/$/, ''));
    }
    for (const url of [
      'http://lab.example.org',
      'http://localhost.example.org',
      'http://128.0.0.1',
      'http://127.0.0.1.nip.io',
    ]) {
      expect(() => parseServerUrl(url, false)).toThrow(/unencrypted over http/);
      expect(parseServerUrl(url, true)).toBe(url);
    }
  });

  it('an address with a secret, or none, is refused without telling the secret', () => {
    for (const url of [
      'https://user:secret@lab.example.org',
      'https://lab.example.org?key=secret',
      'lab',
      'ftp://lab',
      '',
    ]) {
      expect(() => parseServerUrl(url, true)).toThrow(/is not the address of a server/);
      expect(() => parseServerUrl(url, true)).not.toThrow(/secret/);
    }
    expect(parseServerToken(' ')).toBeUndefined();
    expect(() => parseServerToken('two words')).toThrow(/cannot have/);
  });
});
