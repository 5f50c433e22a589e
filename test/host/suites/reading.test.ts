import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { targetOf } from '../../../src/papers/targets';
import type { SectionItem } from '../../../src/features/panel/items';
import { api, open, PAPER, QUESTION, reset, set, until, type Parts } from './support';

/** Three passages; the best is neither the first nor the last. */
const THREE = [
  '# On rain',
  'Forty volunteers were asked for recordings.',
  'Rain fell on most afternoons.',
  'The recordings were collected from volunteers.',
  'The wind came from the west.',
  'Twenty volunteers were asked for recordings too.',
].join('\n\n');

describe('going on from where the reader is', () => {
  let parts: Parts;
  before(async () => {
    ({ parts } = await api());
  });
  afterEach(reset);

  const ask = (question = QUESTION): Thenable<unknown> =>
    vscode.commands.executeCommand('evidence.highlight', { question });
  const next = (): Thenable<unknown> => vscode.commands.executeCommand('evidence.next');

  it('Next goes on from the passage that the question brought into view, until the reader moves the cursor', async () => {
    const editor = await open(THREE);
    await ask();
    const lines = parts.papers.placement(editor.document).passages.map(({ range }) => range.start.line);
    assert.deepEqual(lines, [2, 6, 10]);
    assert.equal(editor.selection.active.line, 0, 'the cursor stays');
    await next();
    assert.equal(editor.selection.active.line, 10);
    editor.selection = new vscode.Selection(4, 0, 4, 0);
    await until(() => editor.selection.active.line === 4);
    await ask();
    editor.selection = new vscode.Selection(0, 0, 0, 0);
    await new Promise((resolve) => {
      const heard = vscode.window.onDidChangeTextEditorSelection(() => {
        heard.dispose();
        resolve(undefined);
      });
    });
    await next();
    assert.equal(editor.selection.active.line, 2);
  });

  it('the row of the passage that a question brought into view is selected', async () => {
    await vscode.commands.executeCommand('evidence.passages.focus');
    const { document } = await open(THREE);
    await ask();
    const best = parts.papers.placement(document).passages[1]!;
    await until(() => parts.panel.selected?.target.start === best.start);
  });

  it('of two editors of a paper the passage is shown in the one where the reader is, or was last', async () => {
    const left = await open(THREE);
    const right = await vscode.window.showTextDocument(left.document, vscode.ViewColumn.Beside);
    await until(() => vscode.window.activeTextEditor === right);
    await ask();
    const at = (): readonly number[] => [left.selection.active.line, right.selection.active.line];
    await next();
    assert.deepEqual(at(), [0, 10]);
    await next();
    assert.deepEqual(at(), [0, 2]);

    const other = await vscode.workspace.openTextDocument({ content: 'Other.', language: 'markdown' });
    await vscode.window.showTextDocument(other, { viewColumn: vscode.ViewColumn.Three, preview: false });
    await until(() => vscode.window.activeTextEditor?.document === other);
    const [, best] = parts.papers.placement(left.document).passages;
    await vscode.commands.executeCommand('evidence.reveal', targetOf(left.document.uri, best!));
    assert.deepEqual(at(), [0, 6]);
    await vscode.window.showTextDocument(left.document, left.viewColumn);
    await until(() => vscode.window.activeTextEditor === left);
    await next();
    assert.deepEqual(at(), [2, 6]);
  });
});

describe('what the list says and offers', () => {
  let parts: Parts;
  before(async () => {
    ({ parts } = await api());
  });
  afterEach(reset);

  const ask = (question = QUESTION, more: object = {}): Thenable<unknown> =>
    vscode.commands.executeCommand('evidence.highlight', { question, ...more });
  const rows = (): string[] => parts.panel.getChildren().map(({ label }) => label as string);
  const press = async (label: string): Promise<void> => {
    const { command } = parts.panel.getChildren().find((row) => row.label === label)!;
    await vscode.commands.executeCommand(command!.command, ...((command!.arguments ?? []) as unknown[]));
  };

  it('Show weaker holds for what was asked, shows more than was offered, and one row takes it back', async () => {
    const { document } = await open(THREE);
    await ask();
    const { uri } = document;
    parts.papers.change(uri, (paper) => paper.setThreshold(0.95));
    const offered = (parts.panel.getChildren()[0] as SectionItem).passages.length;
    assert.equal(parts.papers.placement(document).passages.length, 0);
    await press('Show weaker');
    assert.ok(parts.papers.placement(document).passages.length >= offered);
    assert.ok(parts.papers.view(uri).threshold < 0.95);
    assert.equal(parts.papers.record(uri)?.threshold, 0.95, 'it is not saved');
    await press('Back to threshold 0.95');
    assert.equal(parts.papers.view(uri).threshold, 0.95);
    await press('Show weaker');
    await ask();
    assert.ok(parts.papers.view(uri).threshold < 0.95, 'the same question again');
    await ask('Did rain fall on the afternoons?');
    assert.equal(parts.papers.view(uri).threshold, 0.95);
    assert.ok(!rows().includes('Back to threshold 0.95'));
  });

  it('where something is lit, the list ends with the way to weaker passages', async () => {
    const { document } = await open(THREE);
    await ask();
    const strongest = Math.max(...parts.papers.placement(document).passages.map(({ score }) => score));
    parts.papers.change(document.uri, (paper) => paper.setThreshold(strongest));
    assert.equal(parts.papers.placement(document).passages.length, 1);
    await press('Show weaker');
    assert.ok(parts.papers.placement(document).passages.length > 1);
  });

  it('a rejected passage can be undone with the cursor on it', async () => {
    const editor = await open(PAPER);
    await ask();
    const [passage] = parts.papers.placement(editor.document).passages;
    editor.selection = new vscode.Selection(passage!.range.start, passage!.range.start);
    await vscode.commands.executeCommand('evidence.rejectPassage', targetOf(editor.document.uri, passage!));
    assert.equal(parts.papers.placement(editor.document).passages.length, 0);
    await vscode.commands.executeCommand('evidence.resetPassage');
    assert.equal(parts.papers.placement(editor.document).passages.length, 1);
  });

  it('hidden questions are said to be hidden, and one row shows the latest again', async () => {
    const { document } = await open(PAPER);
    await ask();
    await vscode.commands.executeCommand('evidence.clear');
    assert.match(parts.panel.message!, /^The question of this paper is hidden/);
    assert.deepEqual(rows(), [`Show “${QUESTION}”`]);
    await press(`Show “${QUESTION}”`);
    assert.equal(parts.papers.placement(document).passages.length, 1);
  });

  it('a question that another stopped says so first, and can be asked again from both lists', async () => {
    const { document } = await open(PAPER.repeat(300));
    const abort = new AbortController();
    await parts.asker.ask({ document, question: QUESTION, model: 'keyword' }, () => abort.abort(), abort.signal);
    const row = parts.questions.getChildren()[0]!;
    assert.match(String(row.description), /^stopped before the end · /);
    assert.match(row.contextValue!, /^question/);
    assert.ok(rows().includes('Ask again'), rows().join());
    await press('Ask again');
    assert.equal(parts.papers.paper(document.uri).current!.answer.state, 'complete');
    assert.ok(!rows().includes('Ask again'));
  });

  it('a question that failed can be asked again from the list', async () => {
    await open('# 关于跑步\n\n' + '这篇论文研究跑步对人的影响。我们收集了四十名志愿者的录音。'.repeat(20));
    await ask();
    assert.match(parts.panel.message!, /could not be answered/);
    assert.ok(rows().includes('Ask again'));
  });

  it('a question too long for the model is not kept', async () => {
    await set({ model: 'small' });
    const { document } = await open(PAPER);
    assert.equal(await ask('Why did the volunteers go? '.repeat(300)), undefined);
    assert.deepEqual(parts.papers.paper(document.uri).questions, []);
  });

  it('a long question is cut in the message above the list', async () => {
    await open(PAPER);
    await ask('Which zebra? '.repeat(300));
    assert.ok(parts.panel.message!.length < 400);
  });

  it('where nothing was found, a question in another language is told that the built-in model reads English', async () => {
    await set({ model: 'small', threshold: 1 });
    await open(PAPER);
    await ask('Warum ist der Hund nicht mit ihnen nach Hause gegangen, und wer hat das gesehen?');
    assert.match(parts.panel.message!, /The built-in model reads English only/);
    await ask('Which zebra galloped?');
    assert.doesNotMatch(parts.panel.message!, /reads English/);
  });
});
