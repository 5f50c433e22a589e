import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';

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

describe('activation', () => {
  it('starts the packaged extension and registers its commands', async () => {
    const extension = vscode.extensions.getExtension('evidence-lens.evidence-lens');
    assert.ok(extension, 'the extension is not installed');
    await extension.activate();
    const registered = await vscode.commands.getCommands(true);
    assert.deepEqual(
      COMMANDS.filter((command) => !registered.includes(command)),
      [],
    );
  });
});
