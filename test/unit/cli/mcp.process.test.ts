import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, mkdirSync, writeFileSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { removeFolder } from '../../removeFolder';
import type { EvidenceReport, SectionsReport } from '../../../src/core/agents/report';
import { CLI } from '../bundles';

const PAPER =
  '# Runs\n\n## Data\n\nThe recordings were collected from forty volunteers.\n\n## End\n\nNothing else here.\n';
const NOTEBOOK = JSON.stringify(
  {
    cells: [
      { cell_type: 'code', source: 'x = 1', outputs: [] },
      { cell_type: 'markdown', source: [...PAPER.split(/(?<=\n)/)] },
    ],
    nbformat: 4,
  },
  undefined,
  1,
);
const QUESTION = 'How were the recordings collected from volunteers?';

/** The SDK's own client on a real server process from the tests' own bundles. */
describe('the MCP server', () => {
  let folder: string;
  let client: Client;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'evidence-mcp-'));
    writeFileSync(path.join(folder, 'paper.md'), PAPER);
    writeFileSync(path.join(folder, 'bom.md'), `\ufeff${PAPER}`);
    writeFileSync(path.join(folder, 'wild.md'), PAPER.replace('forty', 'forty\u001b[31m \u202e'));
    writeFileSync(path.join(folder, 'image.png'), Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0xff]));
    writeFileSync(path.join(folder, 'null.md'), 'a\0b');
    writeFileSync(path.join(folder, 'empty.md'), ' \n');
    writeFileSync(path.join(folder, 'foreign.md'), '这篇论文研究跑步对人的影响。'.repeat(50));
    writeFileSync(path.join(folder, 'paper.ipynb'), NOTEBOOK);
    mkdirSync(path.join(folder, 'sub'));
    client = new Client({ name: 'test', version: '1' });
    const transport = new StdioClientTransport({
      command: process.execPath,
      args: [CLI, 'mcp', '--model', 'keyword'],
      cwd: folder,
    });
    await client.connect(transport);
  });
  afterAll(async () => {
    await client.close();
    removeFolder(folder);
  });

  async function call(name: string, args: Record<string, unknown>) {
    const result = await client.callTool({ name, arguments: args });
    const [content] = result.content as { type: string; text: string }[];
    expect(result.content).toHaveLength(1);
    expect(content!.type).toBe('text');
    return { isError: result.isError === true, text: content!.text, data: result.structuredContent };
  }

  async function find(args: Record<string, unknown>): Promise<EvidenceReport> {
    const { isError, text, data } = await call('find_evidence', args);
    expect(isError, text).toBe(false);
    expect(JSON.parse(text)).toEqual(data);
    return data as EvidenceReport;
  }

  it('the MCP server offers its tools with their schemas', async () => {
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(['find_evidence', 'list_sections']);
    expect(tools[0]!.inputSchema.required).toEqual(['question', 'file']);
    expect(tools.every(({ annotations }) => annotations?.readOnlyHint)).toBe(true);
    expect(client.getServerVersion()?.name).toBe('evidence-lens');
  });

  it('the MCP server finds verbatim quotes by relative path, absolute path and URI', async () => {
    const absolute = path.join(folder, 'paper.md');
    const { href } = pathToFileURL(absolute);
    for (const file of ['paper.md', './sub/../paper.md', absolute, href]) {
      const report = await find({ question: QUESTION, file });
      expect(report.found).toBe(1);
      const [quote] = report.quotes;
      expect(quote).toMatchObject({ line: 5, endLine: 5, section: ['Runs', 'Data'], uri: href });
      expect(quote!.text).toBe('The recordings were collected from forty volunteers.');
      expect(PAPER.slice(quote!.start, quote!.end)).toBe(quote!.text);
      expect(quote!.score).toBeGreaterThanOrEqual(0.2);
    }
  });

  it('offsets of the MCP server do not count a BOM', async () => {
    const [quote] = (await find({ question: QUESTION, file: 'bom.md' })).quotes;
    expect(PAPER.slice(quote!.start, quote!.end)).toBe(quote!.text);
  });

  it('the MCP server names places of a notebook in its file', async () => {
    const [quote] = (await find({ question: QUESTION, file: 'paper.ipynb' })).quotes;
    expect(quote!.text).toBe('The recordings were collected from forty volunteers.');
    expect(NOTEBOOK.slice(quote!.start, quote!.end)).toBe(quote!.text);
    const lineOf = (words: string): number => NOTEBOOK.slice(0, NOTEBOOK.indexOf(words)).split('\n').length;
    expect([quote!.line, quote!.endLine]).toEqual([lineOf('The recordings'), lineOf('The recordings')]);
    const { data } = await call('list_sections', { file: 'paper.ipynb' });
    expect((data as SectionsReport).sections[1]).toEqual({ level: 2, title: 'Data', line: lineOf('## Data') });
  });

  it('the MCP server applies threshold and limit, and says what to do next', async () => {
    const none = await find({ question: QUESTION, file: 'paper.md', threshold: 1 });
    expect(none.quotes).toEqual([]);
    expect(none.note).toMatch(/the best passage has 0\.\d\d: ask with 'threshold' 0\.\d\d/);
    const some = await find({ question: QUESTION, file: 'paper.md', threshold: 0, limit: 1 });
    expect(some.quotes).toHaveLength(1);
  });

  it('the MCP server replaces control characters in its text and keeps them in its data', async () => {
    const { text, data } = await call('find_evidence', { question: QUESTION, file: 'wild.md' });

    expect(text).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/);
    expect((data as EvidenceReport).quotes[0]!.text).toContain('\u001b[31m \u202e');
  });

  it('the MCP server lists sections with their lines', async () => {
    const { data } = await call('list_sections', { file: 'paper.md' });
    expect((data as SectionsReport).sections).toEqual([
      { level: 1, title: 'Runs', line: 1 },
      { level: 2, title: 'Data', line: 3 },
      { level: 2, title: 'End', line: 7 },
    ]);
  });

  it.each([
    ['find_evidence', { file: 'paper.md' }, /'question' is missing: this tool takes/],
    ['find_evidence', { question: QUESTION, file: 'no.md' }, /no\.md: there is no such file\. Give a text file/],
    ['find_evidence', { question: QUESTION, file: 'sub' }, /sub: this is a directory/],
    ['find_evidence', { question: QUESTION, file: '-' }, /there is no such file/],
    ['find_evidence', { question: QUESTION, file: 'image.png' }, /this is not UTF-8 text/],
    ['find_evidence', { question: QUESTION, file: 'null.md' }, /this is not text/],
    ['find_evidence', { question: QUESTION, file: 'empty.md' }, /this paper is empty/],
    ['find_evidence', { question: QUESTION, file: 'foreign.md' }, /does not seem to be in English/],
    ['find_evidence', { question: QUESTION, file: 'a\0b' }, /null character/],
    ['find_evidence', { question: QUESTION, file: 'https://example.org/paper.md' }, /only file: URIs/],
    ['find_evidence', { question: '?!', file: 'paper.md' }, /ask with words/],
    ['find_evidence', { question: QUESTION, file: 'paper.md', model: 'oracle' }, /There is no model 'oracle' here/],
    ['list_sections', {}, /'file' is missing/],
    ['summarise', {}, /There is no tool 'summarise': the tools are 'find_evidence' and 'list_sections'/],
  ])('the MCP call %s %j fails with an error that says what to do', async (name, args, sentence) => {
    const { isError, text } = await call(name, args);
    expect(isError).toBe(true);
    expect(text).toMatch(sentence);
    expect(text).not.toContain('\n');
  });

  it('the MCP server answers parallel calls, and a call after a cancelled one', async () => {
    writeFileSync(path.join(folder, 'long.md'), PAPER.repeat(20_000));
    const abort = new AbortController();
    const long = client.callTool(
      { name: 'find_evidence', arguments: { question: QUESTION, file: 'long.md' } },
      undefined,
      {
        signal: abort.signal,
      },
    );
    const others = Promise.all([1, 2, 3].map(() => find({ question: QUESTION, file: 'paper.md' })));
    abort.abort();
    await expect(long).rejects.toThrow();
    for (const { found } of await others) expect(found).toBe(1);
  });
});

describe('the process of the MCP server', () => {
  it('the MCP process ends well when its input ends, and writes nothing but the protocol', async () => {
    const server = spawn(process.execPath, [CLI, 'mcp'], { stdio: ['pipe', 'pipe', 'pipe'] });
    let said = '';
    server.stdout.on('data', (part) => (said += String(part)));
    server.stderr.on('data', (part) => (said += String(part)));
    const code = new Promise((resolve) => server.once('exit', resolve));
    server.stdin.end();
    expect(await code).toBe(0);
    expect(said).toBe('');
  });

  it('the MCP process answers an overlong message and the messages after it', async () => {
    const server = spawn(process.execPath, [CLI, 'mcp'], { stdio: ['pipe', 'pipe', 'pipe'] });
    let said = '';
    server.stderr.on('data', (part) => (said += String(part)));
    const answers = createInterface({ input: server.stdout });
    const lines: Record<string, unknown>[] = [];
    const answered = new Promise<void>((resolve) => {
      answers.on('line', (line) => {
        lines.push(JSON.parse(line) as Record<string, unknown>);
        if (lines.length === 6) resolve();
      });
    });
    const text = 'x'.repeat(11 * 2 ** 20);
    const initialise = {
      ...{ jsonrpc: '2.0', id: 1, method: 'initialize' },
      params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'test', version: '1' } },
    };
    const long = { method: 'tools/call', params: { name: 'find_evidence', arguments: { text } } };
    const messages = [
      initialise,
      { jsonrpc: '2.0', id: 2, ...long },
      // In the form that the library's own client writes.
      { ...long, jsonrpc: '2.0', id: 'three' },
      { jsonrpc: '2.0', method: 'tools/call', id: 'the "id" in \\ ü', params: long.params },
      { params: long.params, id: 5, jsonrpc: '2.0', method: 'tools/call' },
      { jsonrpc: '2.0', method: 'notifications/told', params: { text, id: 9 } },
      { jsonrpc: '2.0', id: 4, method: 'tools/list' },
    ];
    server.stdin.end(messages.map((message) => `${JSON.stringify(message)}\n`).join(''));
    await answered;
    expect(lines.map(({ id }) => id)).toEqual([1, 2, 'three', 'the "id" in \\ ü', 5, 4]);
    for (const line of lines.slice(1, 5)) {
      const { message } = line['error'] as { message: string };
      expect(message).toMatch(/^This message has more than 10 MB and was not read: give the path/);
    }
    expect(lines[5]).toHaveProperty('result.tools');
    expect(await new Promise((resolve) => server.once('exit', resolve))).toBe(0);
    expect(said).toMatch(/^This message has more than 10 MB[^\n]*\n$/);
  });

  it('the MCP process refuses a missing model and unknown arguments', () => {
    for (const args of [['--model', 'oracle'], ['extra'], ['--port', '1']]) {
      const { status, stderr } = spawnSync(process.execPath, [CLI, 'mcp', ...args], { encoding: 'utf8', input: '' });
      expect(status).toBe(2);
      expect(stderr.trim().split('\n')).toHaveLength(1);
    }
  });
});
