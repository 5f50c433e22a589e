import * as assert from 'node:assert/strict';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import * as vscode from 'vscode';
import type { EvidenceReport } from '../../../src/core/agents/report';
import { api, open, PAPER, QUESTION, reset, type Parts } from './support';

const SAMPLE = 'evidence-lens.md';
const SAMPLE_QUESTION = 'How are passages scored without a model?';

describe('the language-model tool', () => {
  let parts: Parts;
  before(async () => {
    ({ parts } = await api());
  });
  afterEach(reset);

  /** Invokes the tool as a chat does, through VS Code. */
  async function invoke(input: object, token?: vscode.CancellationToken): Promise<string> {
    const options = { input, toolInvocationToken: undefined };
    const result = await vscode.lm.invokeTool('find_evidence', options, token);
    assert.equal(result.content.length, 1);
    const [part] = result.content;
    assert.ok(part instanceof vscode.LanguageModelTextPart);
    return part.value;
  }

  const find = async (input: object): Promise<EvidenceReport> => JSON.parse(await invoke(input)) as EvidenceReport;

  it('is known to VS Code with its schema', () => {
    const tool = vscode.lm.tools.find(({ name }) => name === 'find_evidence');
    assert.ok(tool);
    assert.deepEqual(Object.keys((tool.inputSchema as { properties: object }).properties), [
      'question',
      'file',
      'threshold',
      'limit',
    ]);
  });

  it('answers of a file in the workspace, by relative and absolute path and by URI, and lights nothing', async () => {
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
    assert.equal(parts.papers.answer(uri), undefined);
  });

  it('takes the paper in the active editor when no file is named', async () => {
    const { document } = await open(PAPER);
    const report = await find({ question: QUESTION });
    assert.equal(report.found, 1);
    assert.deepEqual(report.quotes[0]!.section, ['On running', 'Data collection']);
    assert.equal(report.quotes[0]!.uri, document.uri.toString());
    assert.equal(report.quotes[0]!.line, 7);
  });

  it("heeds threshold and limit; without one the reader's own threshold holds", async () => {
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

  it('errors say what to do', async () => {
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

  it('can be cancelled, and answers the next call', async () => {
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
  afterEach(reset);

  it('starts from its definition and answers of a file in the workspace', async () => {
    const { parts } = await api();
    const [definition] = parts.agents.mcpServer.provideMcpServerDefinitions();
    assert.ok(definition?.cwd);
    const env = Object.entries({ ...process.env, ...definition.env }).filter(([, value]) => value !== undefined);
    const transport = new StdioClientTransport({
      command: definition.command,
      args: definition.args,
      cwd: definition.cwd.fsPath,
      env: Object.fromEntries(env.map(([name, value]) => [name, String(value)])),
    });
    const client = new Client({ name: 'test', version: '1' });
    try {
      await client.connect(transport);
      const result = await client.callTool({
        name: 'find_evidence',
        arguments: { question: SAMPLE_QUESTION, file: SAMPLE },
      });
      assert.notEqual(result.isError, true);
      const report = result.structuredContent as EvidenceReport;
      assert.ok(report.found > 0);
      assert.equal(report.quotes[0]!.uri, vscode.Uri.joinPath(definition.cwd, SAMPLE).toString());
    } finally {
      await client.close();
    }
  });
});
