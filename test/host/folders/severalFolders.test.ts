import * as assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { EvidenceReport } from '../../../src/core/agents/report';
import type { LibraryAnswer } from '../../../src/core/library/libraryAnswer';
import type { FoundPaperItem } from '../../../src/features/library/items';
import { FOLDERS } from '../workspace';
import { api, close, forget, PAPER, QUESTION, reset, set, show, until, type Parts } from '../suites/support';

const OTHER = 'Did rain fall?';

const folders = (): readonly vscode.WorkspaceFolder[] => vscode.workspace.workspaceFolders ?? [];

/** A window in a browser now and then starts without the folders that its workspace file names: then they are added here. */
async function openFolders(): Promise<void> {
  await Promise.race([until(() => folders().length === 2), delay(5000)]);
  if (folders().length === 0) {
    const [first, second] = FOLDERS.map((name) => ({
      uri: vscode.Uri.joinPath(vscode.workspace.workspaceFile!, '..', name),
    }));
    assert.ok(vscode.workspace.updateWorkspaceFolders(0, 0, first!, second!));
  }
  await until(() => folders().length === 2);
}

/** Each folder of the workspace has a paper with the same name at the same path. */
describe('a workspace of several folders', () => {
  let parts: Parts;
  let first: vscode.Uri;
  let second: vscode.Uri;

  before(async function () {
    this.timeout(60_000);
    ({ parts } = await api());
    await openFolders();
    const papers = folders().map(({ uri }) => vscode.Uri.joinPath(uri, 'paper.md'));
    [first, second] = papers as [vscode.Uri, vscode.Uri];
    await vscode.workspace.fs.writeFile(first, Buffer.from(PAPER));
    await vscode.workspace.fs.writeFile(second, Buffer.from(`A line more.\n\n${PAPER}`));
  });
  afterEach(async () => {
    await forget(parts, first, second);
    await reset();
  });
  after(async () => {
    for (const uri of [first, second]) await vscode.workspace.fs.delete(uri);
  });

  const ask = (question: string): Thenable<unknown> =>
    vscode.commands.executeCommand('evidence.highlight', { question });

  it('the questions of papers with the same path in two folders are kept apart', async () => {
    for (const [uri, question] of [
      [first, QUESTION],
      [second, OTHER],
    ] as const) {
      await show(uri);
      await ask(question);
      await close();
      await until(() => parts.papers.paper(uri).questions.length === 0);
    }
    for (const [uri, question] of [
      [first, QUESTION],
      [second, OTHER],
    ] as const) {
      await show(uri);
      await until(() => parts.papers.paper(uri).questions.length === 1, parts.papers.onDidChange);
      assert.equal(parts.papers.paper(uri).questions[0]!.answer.question, question);
    }
  });

  it('papers of all folders are asked, and their rows name the folder', async () => {
    const answer = await vscode.commands.executeCommand<LibraryAnswer>('evidence.askAllPapers', { question: QUESTION });
    assert.equal(answer.state, 'complete');
    // The suite's copy of the class is not the extension's, so `instanceof` would be false.
    const rows = parts.libraryView.getChildren() as FoundPaperItem[];
    assert.deepEqual(rows.map(({ description }) => description).sort(), ['first/paper.md', 'second/paper.md']);
    for (const { command, paper } of rows) {
      await vscode.commands.executeCommand(command!.command, ...(command!.arguments as unknown[]));
      const editor = vscode.window.activeTextEditor!;
      assert.equal(editor.document.uri.toString(), paper.address);
      assert.equal(editor.selection.active.line, paper.address === first.toString() ? 6 : 8);
    }
  });

  it('the settings of each folder are used for its papers', async () => {
    await set({ threshold: 0.3 });
    const ofSecond = vscode.workspace.getConfiguration('evidence', second);
    const { WorkspaceFolder } = vscode.ConfigurationTarget;
    await ofSecond.update('threshold', 1, WorkspaceFolder);
    try {
      for (const uri of [first, second]) {
        await show(uri);
        await ask(QUESTION);
      }
      const passages = (uri: vscode.Uri): number =>
        parts.papers.placement(vscode.workspace.textDocuments.find((open) => open.uri.toString() === uri.toString())!)
          .passages.length;
      assert.deepEqual([passages(first), passages(second)], [1, 0]);
    } finally {
      await ofSecond.update('threshold', undefined, WorkspaceFolder);
    }
  });

  it('an agent names a paper by folder and path, and its MCP server starts in the first folder', async () => {
    for (const [file, uri, line] of [
      ['first/paper.md', first, 7],
      ['second/paper.md', second, 9],
      [second.fsPath, second, 9],
      ['paper.md', first, 7],
    ] as const) {
      const options = { input: { question: QUESTION, file }, toolInvocationToken: undefined };
      const { content } = await vscode.lm.invokeTool('find_evidence', options);
      const [quote] = (JSON.parse((content[0] as vscode.LanguageModelTextPart).value) as EvidenceReport).quotes;
      assert.deepEqual([quote!.uri, quote!.line], [uri.toString(), line], file);
    }
    const [definition] = parts.mcpServer.provideMcpServerDefinitions();
    assert.equal(definition!.cwd!.toString(), vscode.workspace.workspaceFolders![0]!.uri.toString());
  });
});
