import { spawn } from 'node:child_process';
import { copyFile, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { getDefaultEnvironment, StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { removeFolder } from '../../removeFolder';
import type { HighlightResult } from '../../../src/core/answers/result';
import { TokenClassifier } from '../../../src/inference/onnx/classifier';
import { FakeInferenceServer } from '../../fakes/inferenceServer';
import { CLI } from '../bundles';
import { specOf } from '../inference/onnx/fixtures';
import { INPUTS_OF } from '../inference/server/support';

const SHIPPED = join(process.cwd(), 'models', 'small');
const SAMPLE = join(process.cwd(), 'samples', 'evidence-lens.md');
const QUESTION = 'Why does inference run in a process of its own?';
const TOKEN = 'a-secret';

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function cli(args: readonly string[], token: string | undefined, input = ''): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, EVIDENCE_LENS_SERVER_TOKEN: token };
    const child = spawn(process.execPath, [CLI, ...args], { env, stdio: ['pipe', 'pipe', 'pipe'] });
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (part: string) => (out += part));
    child.stderr.setEncoding('utf8').on('data', (part: string) => (err += part));
    child.stdin.on('error', () => undefined).end(input);
    child.on('error', reject).on('close', (code) => resolve({ code, out, err }));
  });
}

let prepared: string;
let classifier: TokenClassifier;
let server: FakeInferenceServer;
beforeAll(async () => {
  prepared = await mkdtemp(join(tmpdir(), 'evidence-server-'));
  classifier = await TokenClassifier.load(specOf(SHIPPED, prepared, 'int8'));
  const { labels } = classifier;
  const run = (...args: Parameters<TokenClassifier['run']>): Promise<Float32Array[]> => classifier.run(...args);
  server = await FakeInferenceServer.start({ name: 'small', labels, inputs: INPUTS_OF.bert, run });
  server.token = TOKEN;
});
afterAll(async () => {
  await server.stop();
  await classifier.dispose();
  removeFolder(prepared);
});

const host = (): string => new URL(server.url).host;

describe('the command line with a server', () => {
  it('the command line with a server lights what the same model lights here, and sends no word of the paper', async () => {
    const ask = ['highlight', '--json', '--units', '5'];
    const [here, there] = await Promise.all([
      cli([...ask, SAMPLE, QUESTION], undefined),
      cli([...ask, '--server', server.url, '--server-batch', '8', SAMPLE, QUESTION], TOKEN),
    ]);
    expect(there.err).toBe('');
    const [expected, actual] = [here, there].map(({ out }) => JSON.parse(out) as HighlightResult);
    expect(actual!.spans.length).toBeGreaterThan(0);
    const places = ({ spans }: HighlightResult) => spans.map(({ start, end, text }) => ({ start, end, text }));
    expect(places(actual!)).toEqual(places(expected!));
    actual!.spans.forEach(({ score }, at) => expect(Math.abs(score - expected!.spans[at]!.score)).toBeLessThan(1e-2));
    expect(Math.max(...server.infers.map(({ sequences }) => sequences))).toBe(8);
    expect([expected!.model, actual!.model]).toEqual(['small', `server:${host()}/small`]);
  });

  it('what is printed says which server answered', async () => {
    const { out } = await cli(['highlight', '--server', server.url, SAMPLE, QUESTION], TOKEN);
    expect(out).toContain(`built-in model on ${host()}, `);
  });

  it('process() runs on a server too, by the name that it has there', async () => {
    const line = JSON.stringify({
      question: QUESTION,
      context: 'It runs in a process of its own. Crashes stay there.',
    });
    const args = ['process', '--model', SHIPPED, '--server', server.url, '--server-model', 'small', '--jsonl'];
    const { code, out, err } = await cli(args, TOKEN, `${line}\n`);
    expect([code, err]).toEqual([0, '']);
    expect(JSON.parse(out)).toMatchObject({ windows: 1, spans: expect.any(Array) as unknown[] });
  });

  it.each<readonly [string, readonly string[], string | undefined, number, RegExp]>([
    ['no token', [], undefined, 1, /requires a token/],
    ['another model', ['--server-model', 'large'], TOKEN, 1, /has no model 'large'/],
    ['keyword matching', ['--model', 'keyword'], TOKEN, 2, /--server needs a model/],
    ['http to another machine', ['--server', 'http://lab.example.org'], TOKEN, 2, /unencrypted over http/],
    ['a device', ['--device', 'gpu'], TOKEN, 2, /leave it out where there is --server/],
    ['no windows', ['--server-batch', '0'], TOKEN, 2, /--server-batch must be a whole number of at least 1/],
  ])('%s: one line, and its exit code', async (_name, more, token, code, message) => {
    server.requests.length = 0;
    const ended = await cli(['highlight', '--server', server.url, ...more, SAMPLE, QUESTION], token);
    expect(ended.code).toBe(code);
    expect(ended.err.trimEnd()).toMatch(message);
    expect(ended.err.trimEnd()).not.toContain('\n');
    expect(server.infers).toEqual([]);
  });
});

describe('the MCP server with a server', () => {
  /** Starts it as a client would, calls its tool, and ends it. */
  async function find(model: string | undefined, ...options: readonly string[]): Promise<CallToolResult> {
    const client = new Client({ name: 'test', version: '1' });
    const args = [CLI, 'mcp', '--server', server.url, ...options];
    const env = { ...getDefaultEnvironment(), EVIDENCE_LENS_SERVER_TOKEN: TOKEN };
    await client.connect(new StdioClientTransport({ command: process.execPath, args, env }));
    try {
      const input = { question: QUESTION, file: SAMPLE, ...(model === undefined ? {} : { model }) };
      return (await client.callTool({ name: 'find_evidence', arguments: input })) as CallToolResult;
    } finally {
      await client.close();
    }
  }
  const saidBy = ({ content }: CallToolResult): string =>
    content.map((part) => (part.type === 'text' ? part.text : '')).join('');

  it('answers by the server, and says so', async () => {
    server.requests.length = 0;
    const { structuredContent } = await find(undefined);
    expect(structuredContent).toMatchObject({ model: `server:${host()}/small` });
    expect(server.infers.length).toBeGreaterThan(0);
  });

  it('keyword matching, which no server runs, is answered here', async () => {
    server.requests.length = 0;
    const { structuredContent } = await find('keyword');
    expect(structuredContent).toMatchObject({ model: 'keyword' });
    expect(server.requests).toEqual([]);
  });

  it('a server that fails is told with what would answer here, and nothing answers in its place', async () => {
    const failed = await find(undefined, '--server-model', 'large');
    expect(failed.isError).toBe(true);
    expect(saidBy(failed)).toMatch(
      /has no model 'large'.* This machine answers with the model 'keyword', or when the user/,
    );
  });

  it('the model of the server is that of the model it was started with', async () => {
    const copy = await mkdtemp(join(tmpdir(), 'evidence-mcp-server-'));
    for (const name of ['config.json', 'tokenizer.json', 'tokenizer_config.json'])
      await copyFile(join(SHIPPED, name), join(copy, name));
    try {
      const { structuredContent } = await find('small', '--model', copy, '--server-model', 'large');
      expect(structuredContent).toMatchObject({ model: `server:${host()}/small` });
    } finally {
      removeFolder(copy);
    }
  });
});
