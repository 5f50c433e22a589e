import * as assert from 'node:assert/strict';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import * as vscode from 'vscode';
import type { HighlightResult } from '../../../src/core/answers/result';
import type { EvidenceReport } from '../../../src/core/agents/report';
import { api, LOW, open, PAPER, QUESTION, reset, set, TINY, until, type Parts } from './support';

const SAMPLE = 'evidence-lens.md';
const SAMPLE_QUESTION = 'How are passages scored without a model?';

describe('the language-model tool', () => {
  let parts: Parts;
  before(async () => {
    ({ parts } = await api());
  });
  afterEach(reset);

  /** Invokes the tool through VS Code, as a chat does. */
  async function invoke(input: object, token?: vscode.CancellationToken): Promise<string> {
    const options = { input, toolInvocationToken: undefined };
    const result = await vscode.lm.invokeTool('find_evidence', options, token);
    assert.equal(result.content.length, 1);
    const [part] = result.content;
    assert.ok(part instanceof vscode.LanguageModelTextPart);
    return part.value;
  }

  const find = async (input: object): Promise<EvidenceReport> => JSON.parse(await invoke(input)) as EvidenceReport;

  it('the language-model tool is registered in VS Code with its schema', () => {
    const tool = vscode.lm.tools.find(({ name }) => name === 'find_evidence');
    assert.ok(tool);
    assert.deepEqual(Object.keys((tool.inputSchema as { properties: object }).properties), [
      'question',
      'file',
      'threshold',
      'limit',
    ]);
  });

  it('the tool answers about a workspace file by relative path, absolute path and URI, and lights nothing', async () => {
    const [folder] = vscode.workspace.workspaceFolders!;
    const uri = vscode.Uri.joinPath(folder!.uri, SAMPLE);
    const text = (await vscode.workspace.openTextDocument(uri)).getText();
    for (const file of [SAMPLE, `${folder!.name}/${SAMPLE}`, uri.fsPath, uri.toString()]) {
      const report = await find({ question: SAMPLE_QUESTION, file });
      assert.ok(report.found > 0);
      for (const quote of report.quotes) {
        assert.equal(text.slice(quote.start, quote.end), quote.text);
        assert.equal(quote.uri, uri.toString());
        assert.ok(quote.score >= report.threshold);
        assert.ok(quote.line <= quote.endLine);
      }
      const scores = report.quotes.map(({ score }) => score);
      assert.deepEqual(
        scores,
        [...scores].sort((a, b) => b - a),
      );
    }
    assert.equal(parts.papers.paper(uri).current?.answer, undefined);
  });

  it('the tool takes the paper in the active editor when no file is named', async () => {
    const { document } = await open(PAPER);
    const report = await find({ question: QUESTION });
    assert.equal(report.found, 1);
    assert.deepEqual(report.quotes[0]!.section, ['On running', 'Data collection']);
    assert.equal(report.quotes[0]!.uri, document.uri.toString());
    assert.equal(report.quotes[0]!.line, 7);
  });

  it('the tool uses the given threshold and limit, else the threshold of the reader', async () => {
    await open(PAPER);
    const settings = vscode.workspace.getConfiguration('evidence');
    await settings.update('threshold', 1, vscode.ConfigurationTarget.Global);
    const none = await find({ question: QUESTION });
    assert.equal(none.threshold, 1);
    assert.deepEqual(none.quotes, []);
    assert.match(none.note!, /ask with 'threshold' 0\.\d\d/);
    const one = await find({ question: QUESTION, threshold: 0.01, limit: 1 });
    assert.equal(one.quotes.length, 1);
  });

  it('the tool answers with the full model, as Highlight evidence does', async () => {
    const { document } = await open(PAPER);
    await set({ model: TINY, precision: 'fp32', threshold: LOW });
    const report = await find({ question: QUESTION, limit: 50 });
    assert.equal(report.model, TINY);
    const lit = await vscode.commands.executeCommand<HighlightResult>('evidence.highlight', { question: QUESTION });
    assert.ok(lit.spans.length > 0);
    const places = report.quotes.map(({ start, end, text }) => ({ start, end, text }));
    assert.deepEqual(
      places.sort((a, b) => a.start - b.start),
      lit.spans.map(({ start, end, text }) => ({ start, end, text })),
    );
    for (const { start, end, text } of places) assert.equal(document.getText().slice(start, end), text);
  });

  it('errors of the tool say what to do', async () => {
    await open(PAPER);
    for (const [input, sentence] of [
      [{ question: QUESTION, file: 'no/such.md' }, /There is no file no\/such\.md in the workspace/],
      [{ question: QUESTION, file: '/etc/passwd' }, /neither in the workspace nor open/],
      [{ question: QUESTION, file: '../../../../../etc/passwd' }, /neither in the workspace nor open/],
      [{ question: QUESTION, file: 'file:///etc/passwd' }, /neither in the workspace nor open/],
      [{ question: '', file: SAMPLE }, /'question' is empty/],
      [{ question: '?!' }, /ask with words/],
    ] as const) {
      await assert.rejects(invoke(input), sentence);
    }
    await open(' ');
    await assert.rejects(invoke({ question: QUESTION }), /empty/);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await assert.rejects(invoke({ question: QUESTION }), /No paper is in the active editor/);
  });

  it('the tool can be cancelled, and answers the next call', async () => {
    await open(PAPER.repeat(3000));
    const source = new vscode.CancellationTokenSource();
    const running = invoke({ question: QUESTION }, source.token);
    source.cancel();
    await assert.rejects(running, /cancel/i);
    await open(PAPER);
    assert.equal((await find({ question: QUESTION })).found, 1);
  });
});

describe('the MCP server as the editor gets it', () => {
  let parts: Parts;
  before(async () => {
    ({ parts } = await api());
  });
  afterEach(reset);

  /** Starts the server of the definition, as any client would, and calls its tool. */
  async function findBy(definition: vscode.McpStdioServerDefinition, question: string): Promise<EvidenceReport> {
    const env = Object.entries({ ...process.env, ...definition.env }).filter(([, value]) => value !== undefined);
    const transport = new StdioClientTransport({
      command: definition.command,
      args: definition.args,
      cwd: definition.cwd!.fsPath,
      env: Object.fromEntries(env.map(([name, value]) => [name, String(value)])),
    });
    const client = new Client({ name: 'test', version: '1' });
    try {
      await client.connect(transport);
      const input = { question, file: SAMPLE, threshold: LOW, limit: 50 };
      const result = await client.callTool({ name: 'find_evidence', arguments: input });
      assert.notEqual(result.isError, true, JSON.stringify(result.content));
      return result.structuredContent as EvidenceReport;
    } finally {
      await client.close();
    }
  }

  it('the MCP server starts from its definition and answers about a file of the workspace', async () => {
    const [definition] = parts.mcpServer.provideMcpServerDefinitions();
    assert.ok(definition?.cwd);
    const report = await findBy(definition, SAMPLE_QUESTION);
    assert.equal(report.model, 'keyword');
    assert.ok(report.found > 0);
    assert.equal(report.quotes[0]!.uri, vscode.Uri.joinPath(definition.cwd, SAMPLE).toString());
  });

  it('the MCP server answers with the full model if the settings name one', async () => {
    await set({ model: TINY, precision: 'fp32' });
    const [definition] = parts.mcpServer.provideMcpServerDefinitions();
    const report = await findBy(definition!, SAMPLE_QUESTION);
    assert.equal(report.model, TINY);
    assert.ok(report.quotes.length > 0);
  });

  it('VS Code starts the MCP server itself and calls its tools', async () => {
    const own = (): string | undefined => vscode.lm.tools.find(({ name }) => /^mcp_.*find_evidence$/.test(name))?.name;
    await vscode.commands.executeCommand('workbench.mcp.startServer', '*', { waitForLiveTools: true });
    try {
      await until(() => own() !== undefined);
      const input = { question: SAMPLE_QUESTION, file: SAMPLE };
      const result = await vscode.lm.invokeTool(own()!, { input, toolInvocationToken: undefined });
      const text = result.content
        .map((part) => (part instanceof vscode.LanguageModelTextPart ? part.value : ''))
        .join('');
      assert.ok((JSON.parse(text) as EvidenceReport).found > 0, text);
    } finally {
      await vscode.commands.executeCommand('workbench.mcp.stopServer', '*');
    }
  });
});
