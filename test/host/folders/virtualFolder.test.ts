import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { EvidenceReport } from '../../../src/core/agents/report';
import type { LibraryAnswer } from '../../../src/core/library/libraryAnswer';
import type { HighlightResult } from '../../../src/core/answers/result';
import type { FoundPaperItem } from '../../../src/features/library/items';
import { api, close, forget, indexed, PAPER, QUESTION, reset, show, until, type Parts } from '../suites/support';
import { MemoryFiles } from './memoryFiles';

/** Removes this many folders from the end of the workspace and adds others there. */
async function changeFolders(removed: number, ...added: readonly vscode.Uri[]): Promise<void> {
  const at = vscode.workspace.workspaceFolders!.length - removed;
  const folders = added.map((uri) => ({ uri, name: uri.scheme }));
  // The list of folders changes at once, but VS Code accepts no further change before the event.
  let isDone = false;
  const listening = vscode.workspace.onDidChangeWorkspaceFolders(() => (isDone = true));
  assert.ok(vscode.workspace.updateWorkspaceFolders(at, removed, ...folders));
  await until(() => isDone);
  listening.dispose();
}

/** Folders that are not on a disk: one that can be written, and one that cannot. */
describe('a virtual workspace', () => {
  let parts: Parts;
  const files = new MemoryFiles();
  const archive = new MemoryFiles();
  const providers: vscode.Disposable[] = [];
  const inMemory = (path: string): vscode.Uri => vscode.Uri.parse(`evidence-memory:${path}`);
  const inArchive = (path: string): vscode.Uri => vscode.Uri.parse(`evidence-archive:${path}`);

  before(async () => {
    ({ parts } = await api());
    providers.push(
      vscode.workspace.registerFileSystemProvider('evidence-memory', files, { isCaseSensitive: true }),
      vscode.workspace.registerFileSystemProvider('evidence-archive', archive, { isReadonly: true }),
    );
    await changeFolders(0, inMemory('/papers'), inArchive('/old'));
  });
  beforeEach(() => {
    files.put('/papers/paper.md', PAPER);
    archive.put('/old/paper.md', PAPER);
  });
  afterEach(async () => {
    await forget(parts);
    await reset();
    files.delete(inMemory('/papers'));
  });
  after(async () => {
    await changeFolders(2);
    for (const provider of providers) provider.dispose();
  });

  const ask = (): Thenable<HighlightResult> =>
    vscode.commands.executeCommand('evidence.highlight', { question: QUESTION });
  const askAll = (): Thenable<LibraryAnswer> =>
    vscode.commands.executeCommand('evidence.askAllPapers', { question: QUESTION });
  // The suite's copy of the class is not the extension's, so `instanceof` would be false.
  const listed = (): string[] =>
    (parts.libraryView.getChildren() as FoundPaperItem[]).map(({ paper }) => paper.address).sort();

  it('papers of a virtual folder are lit and their questions kept, also where nothing can be written', async () => {
    for (const uri of [inMemory('/papers/paper.md'), inArchive('/old/paper.md')]) {
      await show(uri);
      assert.equal((await ask()).spans.length, 1);
      await vscode.commands.executeCommand('evidence.acceptPassage', {
        uri: uri.toString(),
        ...passageOf(uri),
      });
      await close();
      await until(() => parts.papers.paper(uri).questions.length === 0);
      const { document } = await show(uri);
      await until(() => parts.papers.paper(uri).questions.length === 1, parts.papers.onDidChange);
      assert.deepEqual(
        parts.papers.placement(document).passages.map(({ verdict }) => verdict),
        ['accepted'],
      );
    }
    assert.equal(files.textOf('/papers/paper.md'), PAPER);
    assert.equal(archive.textOf('/old/paper.md'), PAPER);
  });

  function passageOf(uri: vscode.Uri): { readonly question: string; readonly start: number; readonly end: number } {
    const document = vscode.workspace.textDocuments.find((open) => open.uri.toString() === uri.toString())!;
    const { question, start, end } = parts.papers.placement(document).passages[0]!;
    return { question: question.id, start, end };
  }

  it('a virtual folder is searched by its own .gitignore, and its changes are followed', async () => {
    files.put('/papers/drafts/paper.md', PAPER);
    files.put('/papers/.gitignore', 'drafts/\n');
    assert.equal((await askAll()).state, 'complete');
    const [memory, old] = [inMemory('/papers/paper.md').toString(), inArchive('/old/paper.md').toString()];
    assert.deepEqual(listed(), [old, memory]);
    await vscode.workspace.fs.writeFile(inMemory('/papers/more/new.md'), Buffer.from('# New\n\nA xylophone plays.\n'));
    await indexed(parts, 'xylophone', [inMemory('/papers/more/new.md')]);
  });

  it('a closed folder is no longer searched', async () => {
    await askAll();
    assert.ok(listed().includes(inArchive('/old/paper.md').toString()));
    await changeFolders(1);
    await askAll();
    assert.deepEqual(listed(), [inMemory('/papers/paper.md').toString()]);
    await changeFolders(0, inArchive('/old'));
  });

  it('agents can read a virtual folder by path and by URI', async () => {
    const uri = inMemory('/papers/paper.md').toString();
    for (const file of ['evidence-memory/paper.md', '/papers/paper.md', uri]) {
      const options = { input: { question: QUESTION, file }, toolInvocationToken: undefined };
      const { content } = await vscode.lm.invokeTool('find_evidence', options);
      const report = JSON.parse((content[0] as vscode.LanguageModelTextPart).value) as EvidenceReport;
      assert.deepEqual([report.found, report.quotes[0]!.uri], [1, uri], file);
    }
  });

  it('a report is written beside its papers, but not where nothing can be written', async () => {
    const write = (to: vscode.Uri): Thenable<string | undefined> =>
      vscode.commands.executeCommand('evidence.export', { format: 'markdown', to: to.toString() });
    await show(inMemory('/papers/paper.md'));
    await ask();
    assert.ok(await write(inMemory('/papers/report.md')));
    assert.match(files.textOf('/papers/report.md'), /> The recordings were collected[^]*\(paper\.md#L7\)/);
    assert.equal(await write(inArchive('/old/report.md')), undefined);
    assert.equal(archive.textOf('/old/report.md'), '');
    assert.equal(parts.papers.paper(inMemory('/papers/paper.md')).questions.length, 1);
  });

  it('questions and views move with a paper that is renamed while its results are open', async () => {
    const [from, to] = [inMemory('/papers/paper.md'), inMemory('/papers/renamed.md')];
    await show(from);
    await ask();
    const edit = new vscode.WorkspaceEdit();
    edit.renameFile(from, to);
    assert.ok(await vscode.workspace.applyEdit(edit));
    const target = (): string | undefined => parts.questions.getChildren()[0]?.target.uri;
    await until(() => target() === to.toString(), parts.questions.onDidChangeTreeData);
    const { document } = await show(to);
    assert.equal(parts.papers.placement(document).passages.length, 1);
    assert.equal(parts.papers.paper(from).questions.length, 0);
  });
});
