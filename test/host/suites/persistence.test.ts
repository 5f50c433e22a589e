import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { api, forget, open, PAPER, QUESTION, reset, show, until, type Parts } from './support';

const folder = (): vscode.Uri => vscode.workspace.workspaceFolders![0]!.uri;
const fileOf = (name: string): vscode.Uri => vscode.Uri.joinPath(folder(), name);

async function write(name: string, content: string): Promise<vscode.Uri> {
  await vscode.workspace.fs.writeFile(fileOf(name), Buffer.from(content));
  return fileOf(name);
}

describe('questions that stay', () => {
  let parts: Parts;
  const made: vscode.Uri[] = [];
  before(async () => {
    ({ parts } = await api());
  });
  afterEach(async () => {
    await forget(parts, ...made);
    await reset();
    for (const uri of made.splice(0)) {
      await vscode.workspace.fs.delete(uri, { recursive: true }).then(undefined, () => undefined);
    }
  });

  async function paper(name: string, content = PAPER): Promise<vscode.TextEditor> {
    const uri = await write(name, content);
    made.push(uri);
    return await show(uri);
  }

  /** Closes the document and waits until nothing of it is in memory, so that what comes back must come from the disk. */
  async function close(uri: vscode.Uri): Promise<void> {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await until(
      () => !vscode.workspace.textDocuments.some((document) => document.uri.toString() === uri.toString()),
      vscode.workspace.onDidCloseTextDocument,
    );
    await until(() => parts.papers.paper(uri).questions.length === 0);
  }

  async function reopen(uri: vscode.Uri, questions = 1): Promise<vscode.TextDocument> {
    const { document } = await show(uri);
    await until(() => parts.papers.paper(uri).questions.length === questions, parts.papers.onDidChange);
    return document;
  }

  const ask = (question = QUESTION): Thenable<unknown> =>
    vscode.commands.executeCommand('evidence.highlight', { question });

  it('questions come back with pin, name, colour and threshold when their paper is opened again, and no engine runs', async () => {
    const { document } = await paper('stays.md');
    await ask();
    const { uri } = document;
    const [asked] = parts.papers.paper(uri).questions;
    parts.papers.change(uri, (paper) => paper.changeQuestion(asked!.id, { name: 'Mine', pinned: true }));
    await ask('Did rain fall?');
    parts.papers.change(uri, (paper) => paper.setThreshold(0.3));
    parts.papers.change(uri, (paper) => paper.setIncludeReferences(true));
    const before = parts.papers.placement(document).passages.map(({ text, score }) => [text, score]);
    assert.equal(before.length, 3);
    await close(uri);

    const again = await reopen(uri, 2);
    assert.deepEqual(
      parts.papers.placement(again).passages.map(({ text, score }) => [text, score]),
      before,
    );
    assert.deepEqual(
      parts.papers.paper(uri).questions.map(({ name, pinned, slot }) => [name, pinned, slot]),
      [
        [undefined, false, 1],
        ['Mine', true, 0],
      ],
    );
    assert.equal(parts.papers.view(uri).threshold, 0.3);
    assert.equal(parts.papers.view(uri).includeReferences, true);
    parts.papers.change(uri, (paper) => paper.setThreshold(0.01));
    assert.ok(parts.papers.placement(again).passages.length >= 2);
    assert.equal(Buffer.from(await vscode.workspace.fs.readFile(uri)).toString(), PAPER, 'the paper is not touched');
  });

  it('questions find their passages after the paper was edited outside VS Code, and removed passages are lost', async () => {
    const { document } = await paper('edited.md', `${PAPER}\n\n${PAPER}`);
    await ask();
    assert.equal(parts.papers.placement(document).passages.length, 2);
    await close(document.uri);
    const [, ...rest] = PAPER.split('The recordings were collected');
    const without = PAPER.replace(/The recordings.*\n/, '');
    await write('edited.md', `# A new beginning\n\n${without}\n\nNew words between.\n\n${PAPER}`);
    const again = await reopen(document.uri);
    const [passage, ...others] = parts.papers.placement(again).passages;
    assert.equal(others.length, 0);
    assert.equal(again.getText(passage!.range), passage!.text);
    assert.equal(again.offsetAt(passage!.range.start), again.getText().indexOf('The recordings'));
    assert.ok(rest.length > 0);
    assert.equal(parts.papers.placement(again).lost.length, 1);
  });

  it('a reworded passage is found after a change on the disk, whether its paper is open or closed meanwhile', async () => {
    const reworded = 'collected from more than fifty volunteers';
    const next = PAPER.replace('what it does', 'all it does')
      .replace('collected from forty volunteers', reworded)
      .replace('Nobody', 'Hardly anybody');
    const placed = (document: vscode.TextDocument): unknown =>
      parts.papers.placement(document).passages.map(({ range, edited }) => [document.getText(range), edited]);

    const { document: open } = await paper('checkout.md');
    await ask();
    await write('checkout.md', next);
    await until(() => open.getText() === next, vscode.workspace.onDidChangeTextDocument);
    const { document: closed } = await paper('closed.md');
    await ask();
    await close(closed.uri);
    await write('closed.md', next);
    const again = await reopen(closed.uri);

    assert.deepEqual(
      parts.papers.placement(closed).passages,
      [],
      'a closed document has no places, whoever still holds it',
    );
    assert.deepEqual(parts.papers.placement(open).lost, []);
    assert.deepEqual(placed(open), [
      [PAPER.split('\n')[6]!.replace('collected from forty volunteers', reworded), true],
    ]);
    assert.deepEqual(placed(again), placed(open));
  });

  it('questions of two papers with the same file name are kept apart', async () => {
    for (const [name, question] of [
      ['one/paper.md', QUESTION],
      ['two/paper.md', 'Did rain fall?'],
    ] as const) {
      const { document } = await paper(name);
      await ask(question);
      await close(document.uri);
    }
    await reopen(fileOf('one/paper.md'));
    assert.equal(parts.papers.paper(fileOf('one/paper.md')).current!.answer.question, QUESTION);
    await reopen(fileOf('two/paper.md'));
    assert.equal(parts.papers.paper(fileOf('two/paper.md')).current!.answer.question, 'Did rain fall?');
  });

  it('questions move with a renamed paper, open or closed, alone or with its folder', async () => {
    const { document } = await paper('before/paper.md');
    made.push(fileOf('after'), fileOf('last'));
    await ask();
    const rename = async (from: string, to: string): Promise<void> => {
      const edit = new vscode.WorkspaceEdit();
      edit.renameFile(fileOf(from), fileOf(to));
      assert.ok(await vscode.workspace.applyEdit(edit));
    };
    await rename('before/paper.md', 'after/renamed.md');
    await reopen(fileOf('after/renamed.md'));
    assert.equal(parts.papers.paper(document.uri).questions.length, 0);
    await parts.persistence.flush();
    await close(fileOf('after/renamed.md'));
    await rename('after', 'last');
    await parts.persistence.flush();
    const moved = await reopen(fileOf('last/renamed.md'));
    assert.equal(parts.papers.placement(moved).passages.length, 1);
  });

  it('questions of an untitled paper move to the file when it is saved', async () => {
    const target = fileOf('saved.md');
    made.push(target);
    const editor = await show(target.with({ scheme: 'untitled' }));
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), PAPER));
    await ask();
    const { uri } = editor.document;
    assert.equal(parts.papers.paper(uri).questions.length, 1);
    assert.ok(await editor.document.save());
    await until(() => parts.papers.paper(target).questions.length === 1, parts.papers.onDidChange);
    const { document: saved } = await show(target);
    assert.equal(parts.papers.placement(saved).passages.length, 1);
    assert.equal(parts.papers.paper(uri).questions.length, 0);
    await parts.persistence.flush();
    await close(target);
    await reopen(target);
  });

  it('questions of a discarded untitled paper are gone, also for the next paper with that name', async () => {
    await vscode.commands.executeCommand('workbench.action.files.newUntitledFile');
    const editor = vscode.window.activeTextEditor!;
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), PAPER));
    await ask();
    const { uri } = editor.document;
    assert.equal(parts.papers.paper(uri).questions.length, 1);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await until(() => editor.document.isClosed, vscode.workspace.onDidCloseTextDocument);
    await vscode.commands.executeCommand('workbench.action.files.newUntitledFile');
    assert.equal(vscode.window.activeTextEditor!.document.uri.toString(), uri.toString());
    assert.equal(parts.papers.paper(uri).questions.length, 0);
  });

  it("questions survive a change of the document's language", async () => {
    const { document } = await open(PAPER, 'plaintext');
    await ask();
    const again = await vscode.languages.setTextDocumentLanguage(document, 'markdown');
    assert.equal(parts.papers.placement(again).passages.length, 1);
  });

  it('questions of a deleted file stay while it is open', async () => {
    const { document } = await paper('deleted.md');
    await ask();
    await vscode.workspace.fs.delete(document.uri);
    assert.equal(parts.papers.placement(document).passages.length, 1);
  });

  it('questions are forgotten when the reader asks for it', async () => {
    const { document } = await paper('forgotten.md');
    await ask();
    await parts.persistence.flush();
    void vscode.commands.executeCommand('evidence.forgetPaper');
    await until(() => parts.papers.paper(document.uri).questions.length === 0, parts.papers.onDidChange);
    await parts.persistence.flush();
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    const again = await vscode.workspace.openTextDocument(document.uri);
    await vscode.window.showTextDocument(again);
    await parts.persistence.flush();
    assert.equal(parts.papers.paper(document.uri).questions.length, 0);
    assert.equal(parts.papers.placement(again).passages.length, 0);
  });
});
