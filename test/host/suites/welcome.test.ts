import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { api, open, PAPER, QUESTION, reset, until, type Parts } from './support';

describe('welcome and help', () => {
  let parts: Parts;
  before(async () => {
    ({ parts } = await api());
  });
  afterEach(reset);

  it('the sample paper opens, can be asked, and is read-only', async () => {
    await vscode.commands.executeCommand('evidence.openSample');
    const { document } = vscode.window.activeTextEditor!;
    assert.equal(document.languageId, 'markdown');
    assert.match(document.uri.path, /\/samples\/evidence-lens\.md$/);
    await vscode.commands.executeCommand('evidence.highlight', {
      question: 'How are passages scored without a model?',
    });
    assert.ok(parts.papers.placement(document).passages.length > 0);
    const before = document.getText();
    await vscode.commands.executeCommand('type', { text: 'x' });
    assert.equal(document.getText(), before);
  });

  it('the page of keyboard shortcuts opens', async () => {
    await vscode.commands.executeCommand('evidence.showKeyboard');
    const labels = (): string[] => vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ label }) => label));
    await until(() => labels().some((label) => label.includes('KEYBOARD.md')));
  });

  it('the walkthrough opens', async () => {
    await vscode.commands.executeCommand(
      'workbench.action.openWalkthrough',
      'evidence-lens.evidence-lens#evidence.start',
    );
    const labels = (): string[] => vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ label }) => label));
    await until(() => labels().length > 0);
  });

  it('a question can be handled by commands alone: ask, next, threshold, quote, clear', async () => {
    const editor = await open(PAPER);
    await vscode.commands.executeCommand('evidence.highlight', { question: QUESTION });
    await vscode.commands.executeCommand('evidence.next');
    assert.equal(editor.selection.active.line, 6);
    await vscode.commands.executeCommand('evidence.copyQuote');
    assert.match(await vscode.env.clipboard.readText(), /^> The recordings were collected/);
    await vscode.commands.executeCommand('evidence.passages.focus');
    await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
    await vscode.commands.executeCommand('evidence.clear');
    assert.equal(parts.papers.placement(editor.document).passages.length, 0);
  });
});
