import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { HighlightResult } from '../../../src/core/answers/result';
import type { PaperDocument } from '../../../src/papers/documents';
import { api, hoverAt, open, PAPER, QUESTION, reset, until, type Parts } from './support';

/** A read-only file system with one paper, like that of a repository on a remote host. */
class FarFiles implements vscode.FileSystemProvider {
  readonly onDidChangeFile = new vscode.EventEmitter<vscode.FileChangeEvent[]>().event;
  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }
  stat(uri: vscode.Uri): vscode.FileStat {
    if (uri.path === '/') return { type: vscode.FileType.Directory, ctime: 0, mtime: 0, size: 0 };
    if (uri.path !== '/paper.md') throw vscode.FileSystemError.FileNotFound(uri);
    return { type: vscode.FileType.File, ctime: 0, mtime: 0, size: PAPER.length };
  }
  readDirectory(): [string, vscode.FileType][] {
    return [['paper.md', vscode.FileType.File]];
  }
  readFile(): Uint8Array {
    return new TextEncoder().encode(PAPER);
  }
  createDirectory(): never {
    throw vscode.FileSystemError.NoPermissions();
  }
  writeFile(): never {
    throw vscode.FileSystemError.NoPermissions();
  }
  delete(): never {
    throw vscode.FileSystemError.NoPermissions();
  }
  rename(): never {
    throw vscode.FileSystemError.NoPermissions();
  }
}

describe('documents of every kind', () => {
  let parts: Parts;
  before(async () => {
    ({ parts } = await api());
  });
  afterEach(reset);

  const ask = (args: object): Thenable<HighlightResult | undefined> =>
    vscode.commands.executeCommand('evidence.highlight', { question: QUESTION, ...args });

  it('a read-only file of a virtual file system is lit and annotated like any other', async () => {
    const provider = vscode.workspace.registerFileSystemProvider('farfiles', new FarFiles(), { isReadonly: true });
    try {
      const uri = vscode.Uri.parse('farfiles:/paper.md');
      assert.equal((await ask({ uri: uri.toString() }))!.spans.length, 1);
      const document = vscode.workspace.textDocuments.find((other) => other.uri.toString() === uri.toString())!;
      const [passage] = parts.papers.placement(document).passages;
      await vscode.commands.executeCommand('evidence.copyQuote', {
        uri: uri.toString(),
        question: passage!.question.id,
        start: passage!.start,
        end: passage!.end,
      });
      assert.match(
        await vscode.env.clipboard.readText(),
        /^> The recordings.*\n>\n> \(On running, Data collection, \[line 7\]\(\S+#L7\)\)/,
      );
    } finally {
      provider.dispose();
    }
  });

  it('a notebook that is only open in memory is one paper of all its markdown cells', async () => {
    const cell = (text: string): vscode.NotebookCellData =>
      new vscode.NotebookCellData(vscode.NotebookCellKind.Markup, text, 'markdown');
    const data = new vscode.NotebookData([cell(PAPER), cell('# Another')]);
    const notebook = await vscode.workspace.openNotebookDocument('jupyter-notebook', data);
    const [first, second] = notebook.getCells().map(({ document }) => document);
    const of = { question: QUESTION, uri: notebook.uri, model: 'keyword' };
    const result = await vscode.commands.executeCommand<HighlightResult>('evidence.highlight', of);
    assert.equal(result.spans.length, 1);
    const place = first!.positionAt(PAPER.indexOf('The recordings were collected') + 5);
    assert.match(await hoverAt(first!, place), /Evidence/);
    assert.equal(await hoverAt(second!, new vscode.Position(0, 3)), '');
  });

  /** Asks a document that is not in a text editor. */
  async function askOf(document: PaperDocument): Promise<void> {
    await parts.asker.ask(
      { document, question: QUESTION, model: 'keyword' },
      () => undefined,
      new AbortController().signal,
    );
  }

  it('the two sides of a diff are two papers', async () => {
    const left = (await open(PAPER)).document;
    const right = (await open(`A new beginning.\n\n${PAPER}`)).document;
    await vscode.commands.executeCommand('vscode.diff', left.uri, right.uri);
    await until(() => vscode.window.visibleTextEditors.length >= 2, vscode.window.onDidChangeVisibleTextEditors);
    await askOf(right);
    assert.equal(parts.papers.placement(left).passages.length, 0);
    assert.equal(parts.papers.placement(right).passages.length, 1);
    await askOf(left);
    const [a, b] = [left, right].map((document) => parts.papers.placement(document).passages[0]!.range.start.line);
    assert.equal(b, a! + 2);
  });

  it('views are empty when nothing shows their paper any more, and keep it until then', async () => {
    const { document } = await open(PAPER);
    await ask({});
    await open('# Another\n\nNothing was asked of this one.\n');
    assert.match(parts.panel.message!, /passages at/);
    await vscode.window.showTextDocument(document);
    await reset();
    await until(() => parts.currentPaper.uri === undefined, parts.currentPaper.onDidChange);
    assert.equal(parts.panel.message, '');
    assert.deepEqual(parts.panel.getChildren(), []);
    assert.deepEqual(parts.questions.getChildren(), []);
  });

  it('thousands of passages are placed only once, however often they are read', async () => {
    const { document } = await open(
      Array.from(
        { length: 2000 },
        (_, index) => `## Part ${index}\n\nThe recordings were collected from volunteers ${index}.`,
      ).join('\n\n'),
    );
    await askOf(document);
    parts.papers.change(document.uri, (paper) => paper.setThreshold(0.01));
    const passages = parts.papers.placement(document).passages;
    assert.equal(passages.length, 15, 'the best come first');
    parts.papers.showAll(document.uri, true);
    const all = parts.papers.placement(document).passages;
    assert.ok(all.length >= 2000, String(all.length));
    assert.equal(parts.papers.placement(document).passages, all);
    assert.ok(parts.panel.getChildren().length >= 2000);
  });
});
