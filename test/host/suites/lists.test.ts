import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Comparison } from '../../../src/core/compare/comparison';
import { api, listen, PAPER, QUESTION, reset, show, until, type Parts } from './support';

const FOLDER = 'compared';
const RAIN = 'Did rain fall on the afternoons?';
const NOTHING = 'Which enzymes were sequenced?';
/** A title that would be markup in a page, and a sentence that a spreadsheet would run. */
const OTHER = PAPER.replace('# On running', '# On <b>walking</b> & "resting"').replace('Rain fell', '=2+3 rain fell');

describe('many questions at once', () => {
  let parts: Parts;
  let root: vscode.Uri;
  before(async () => {
    ({ parts } = await api());
    root = vscode.workspace.workspaceFolders![0]!.uri;
  });
  afterEach(async () => {
    await reset();
    await vscode.workspace.fs.delete(at(''), { recursive: true });
  });

  const at = (name: string): vscode.Uri => vscode.Uri.joinPath(root, FOLDER, name);
  const write = async (name: string, content: string): Promise<vscode.Uri> => {
    await vscode.workspace.fs.writeFile(at(name), new TextEncoder().encode(content));
    return at(name);
  };
  const read = async (uri: vscode.Uri): Promise<string> =>
    new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));

  it('papers are compared in a table whose cells open at their place, and which is exported', async () => {
    await write('runs.md', PAPER);
    await write('walks.md', OTHER);
    await write('own.checklist.md', `# Mine\n\n- ${QUESTION}\n`);
    const questions = [QUESTION, RAIN, NOTHING];
    const table = await vscode.commands.executeCommand<Comparison>('evidence.compare', { questions });
    const mine = table.papers.filter(({ address }) => address.includes(FOLDER));
    assert.deepEqual(mine.map(({ address }) => address).sort(), [at('runs.md').toString(), at('walks.md').toString()]);
    for (const { address, cells } of mine) {
      const text = await read(vscode.Uri.parse(address));
      assert.equal(cells[2], undefined);
      for (const cell of cells.slice(0, 2)) assert.equal(text.slice(cell!.start, cell!.end), cell!.text);
      assert.match(cells[0]!.text, /^The recordings were collected from forty volunteers.*room\.$/);
    }
    const html = parts.comparisonView.html!;
    assert.match(html, /no evidence found/);
    assert.doesNotMatch(html, /<script|<b>/);
    assert.match(html, /command:evidence\.openFound\?/);

    const csv = at('table.csv');
    assert.equal(
      await vscode.commands.executeCommand('evidence.exportComparison', { format: 'csv', to: csv.toString() }),
      csv.toString(),
    );
    const [head, ...rows] = (await read(csv)).split('\r\n');
    assert.equal(
      head,
      `paper,file,1. ${QUESTION},score 1,line 1,2. ${RAIN},score 2,line 2,3. ${NOTHING},score 3,line 3`,
    );
    assert.ok(
      rows.some((row) => /,"?'=2\+3 rain fell/.test(row)),
      rows.join('\n'),
    );
    const markdown = at('table.md');
    await vscode.commands.executeCommand('evidence.exportComparison', { format: 'markdown', to: markdown.toString() });
    assert.match(
      await read(markdown),
      /\| \[On running\]\(runs\.md#L1\) \| The recordings .*\[line 7\]\(runs\.md#L7\)/,
    );

    const cell = mine.find(({ address }) => address.endsWith('walks.md'))!.cells[1]!;
    const target = {
      uri: at('walks.md').toString(),
      start: cell.start,
      end: cell.end,
      question: RAIN,
      model: 'keyword',
    };
    await vscode.commands.executeCommand('evidence.openFound', target);
    const editor = vscode.window.activeTextEditor!;
    assert.equal(editor.document.uri.toString(), target.uri);
    assert.equal(editor.document.offsetAt(editor.selection.start), cell.start);
  });

  it('a list of questions gives a report with the evidence of each, or says that there is none', async () => {
    const list = await write('own.checklist.md', `# Mine\n\n1. ${QUESTION}\n2. ${NOTHING}\n`);
    const uri = await write('runs.md', PAPER);
    await show(uri);
    const report = await vscode.commands.executeCommand<string>('evidence.askList', { list: list.toString() });
    assert.match(
      report,
      /^# Evidence: On running\n\n\[compared\/runs\.md\]\(\S+\)\n\nMine · questions: 2 · without evidence: 1 · asked \S+ by [^\n]+ · threshold 0\.20\n/,
    );
    const [, first, second] = report.split(/^## /m);
    assert.match(
      first!,
      /\n> The recordings were collected from forty volunteers.*\n>\n> 0\.\d\d · Data collection · \[line 7\]/,
    );
    assert.match(second!, /^Which enzymes were sequenced\?\n\nNo evidence found\.\n$/);
    assert.equal(vscode.window.activeTextEditor!.document.getText(), report);
    assert.equal(vscode.window.activeTextEditor!.document.languageId, 'markdown');
    assert.equal(parts.papers.paper(uri).questions.length, 0, 'the list leaves the questions of the paper alone');
  });

  it('a comparison that a crash of the process ends says so, and the table offers to try again', async () => {
    await write('runs.md', PAPER);
    const { client } = parts;
    const { ask: before } = client;
    const told = listen(parts);
    let hasCrashed = false;
    const pages: string[] = [];
    client.ask = (input, handlers) => {
      const asked = before.call(client, input, handlers);
      if (input.question !== RAIN || hasCrashed) return asked;
      hasCrashed = true;
      process.kill(client.processId!, 'SIGKILL');
      return asked.finally(() => setTimeout(() => pages.push(parts.comparisonView.html!)));
    };
    try {
      assert.equal(
        await vscode.commands.executeCommand('evidence.compare', { questions: [QUESTION, RAIN] }),
        undefined,
      );
      await until(() => pages.length > 0);
      const [stopped] = pages;
      assert.match(stopped!, /Stopped before the end\./);
      assert.match(stopped!, /<td class="none">not asked<\/td>/);
      assert.match(stopped!, /<a href="command:evidence\.compare\?[^"]*">Try Again<\/a>/);
      assert.match(told.messages[0]!, /^The inference process ended unexpectedly/);
      await vscode.commands.executeCommand('evidence.compare', { questions: [QUESTION, RAIN] });
      assert.doesNotMatch(parts.comparisonView.html!, /Stopped|Reading|not asked/);
      assert.match(parts.comparisonView.html!, /Rain fell/);
    } finally {
      client.ask = before;
      told.stop();
    }
  });

  it('a list is stopped, and the report says what was not asked', async () => {
    const list = await write('own.checklist.md', `- ${QUESTION}\n- ${RAIN}\n- ${NOTHING}\n`);
    await show(await write('runs.md', PAPER));
    const { client } = parts;
    const { ask: before } = client;
    let asked = 0;
    client.ask = (input, handlers) => {
      asked++;
      // The second question finds that the reader has stopped.
      return asked < 2 ? before.call(client, input, handlers) : Promise.resolve({ cancelled: true });
    };
    try {
      const report = await vscode.commands.executeCommand<string>('evidence.askList', { list: list.toString() });
      assert.match(report, /## Not asked\n\n- Did rain fall on the afternoons\?\n- Which enzymes were sequenced\?\n$/);
    } finally {
      client.ask = before;
    }
  });
});
