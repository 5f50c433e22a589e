import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { open, reset, until } from './support';

const COMMANDS = [
  'evidence.highlight',
  'evidence.clear',
  'evidence.next',
  'evidence.previous',
  'evidence.copyQuote',
  'evidence.lowerThreshold',
  'evidence.raiseThreshold',
  'evidence.showLog',
  'evidence.downloadModel',
  'evidence.useModelFolder',
  'evidence.removeModel',
  'evidence.checkModel',
];

/** Must be the first suite by name, so that nothing has started the extension before. */
describe('activation', () => {
  const extension = vscode.extensions.getExtension('evidence-lens.evidence-lens');
  afterEach(reset);

  it('the first markdown document wakes the extension, so that kept questions are lit without a command', async () => {
    assert.ok(extension, 'the extension is not installed');
    await open('Plain text.', 'plaintext');
    assert.equal(extension.isActive, false, 'something else has woken it');
    await open('# Markdown');
    await until(() => extension.isActive);
  });

  it('the packaged extension starts and registers its commands', async () => {
    assert.ok(extension, 'the extension is not installed');
    await extension.activate();
    const registered = await vscode.commands.getCommands(true);
    assert.deepEqual(
      COMMANDS.filter((command) => !registered.includes(command)),
      [],
    );
  });
});

/** The language configuration that wakes the extension must not change the editor's own. */
describe('the markdown language', () => {
  afterEach(reset);

  async function typed(content: string, selected: [number, number], command: string, text?: string): Promise<string> {
    const editor = await open(content);
    const { document } = editor;
    editor.selection = new vscode.Selection(document.positionAt(selected[0]), document.positionAt(selected[1]));
    // The editor learns a language's rules some time after it shows the document, all of them at once.
    const word = (): string => document.getText(document.getWordRangeAtPosition(document.positionAt(1)));
    await until(() => word() === 'word');
    await vscode.commands.executeCommand(command, ...(text === undefined ? [] : [{ text }]));
    await until(() => document.getText() !== content, vscode.workspace.onDidChangeTextDocument);
    return document.getText();
  }

  it('the markdown language keeps its words, brackets, surrounding pairs and comments', async () => {
    assert.equal(await typed('_word_ ', [7, 7], 'type', '('), '_word_ ()');
    assert.equal(await typed('_word_ ', [7, 7], 'type', '<'), '_word_ <>');
    assert.equal(await typed('_word_', [0, 6], 'type', '*'), '*_word_*');
    assert.equal(await typed('_word_', [0, 6], 'editor.action.blockComment'), '<!-- _word_ -->');
  });

  it('the markdown language keeps its file extensions', async () => {
    const uri = vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0]!.uri, 'evidence-lens.md');
    assert.equal((await vscode.workspace.openTextDocument(uri)).languageId, 'markdown');
  });
});
