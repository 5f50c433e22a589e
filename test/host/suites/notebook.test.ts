import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { HighlightResult } from '../../../src/core/answers/result';
import type { PassageItem } from '../../../src/features/panel/items';
import { api, forget, hoverAt, reset, until, type Parts } from './support';

const QUESTION = 'How were the recordings collected from volunteers?';
const DATA = 'The recordings were collected from forty volunteers with a microphone in a quiet room.';
const NOON = 'Other recordings were collected from two volunteers at noon.';

interface Cell {
  readonly cell_type: string;
  readonly source: string;
  readonly metadata: object;
  readonly outputs?: readonly object[];
  readonly execution_count?: null;
}

const markdown = (source: string): Cell => ({ cell_type: 'markdown', source, metadata: {} });
const code = (source: string): Cell => ({
  cell_type: 'code',
  source,
  metadata: {},
  outputs: [],
  execution_count: null,
});
const CELLS = [
  markdown('# Reefs\n\nRain fell in the afternoon.'),
  code('# How were the recordings collected from volunteers'),
  markdown(`## Data\n\n${DATA}`),
  code('x = 1'),
  markdown(`## Noon\n\nNobody minded.\n\n${NOON}`),
];

describe('notebooks', () => {
  let parts: Parts;
  const files: vscode.Uri[] = [];
  before(async () => {
    ({ parts } = await api());
  });
  afterEach(async () => {
    await forget(parts, ...files);
    await reset();
    for (const uri of files.splice(0)) await vscode.workspace.fs.delete(uri);
  });

  /** Opens a notebook as a reader does. */
  async function open(name: string, cells: readonly Cell[] = CELLS): Promise<vscode.NotebookDocument> {
    const uri = vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0]!.uri, name);
    const json = JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 });
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(json));
    files.push(uri);
    await vscode.commands.executeCommand('vscode.open', uri, { preview: false });
    const shown = (): vscode.NotebookDocument | undefined => vscode.window.activeNotebookEditor?.notebook;
    await until(() => shown()?.uri.toString() === uri.toString(), vscode.window.onDidChangeActiveNotebookEditor);
    return shown()!;
  }

  async function asked(notebook: vscode.NotebookDocument): Promise<HighlightResult> {
    const result = await vscode.commands.executeCommand<HighlightResult>('evidence.highlight', { question: QUESTION });
    assert.equal(parts.currentPaper.uri?.toString(), notebook.uri.toString());
    return result;
  }

  /** The passages by the cell in which they are, with the words at their ranges. */
  function lit(): (readonly [cell: number | undefined, text: string])[] {
    return parts.papers
      .placement(parts.currentPaper.document!)
      .passages.map(({ cell, document, range }) => [cell, document.getText(range)]);
  }

  const rows = (): PassageItem[] =>
    parts.panel.getChildren().flatMap((section) => parts.panel.getChildren(section) as PassageItem[]);

  it('the markdown cells of a notebook are one paper, lit cell by cell', async () => {
    const notebook = await open('reefs.ipynb');
    const { spans } = await asked(notebook);
    assert.deepEqual(
      spans.map(({ text, section }) => [text, section]),
      [
        [DATA, ['Reefs', 'Data']],
        [NOON, ['Reefs', 'Noon']],
      ],
    );
    assert.deepEqual(lit(), [
      [3, DATA],
      [5, NOON],
    ]);
    assert.deepEqual(
      rows().map(({ description }) => String(description).split(' · ')[1]),
      ['cell 3, line 3', 'cell 5, line 5'],
    );
    assert.equal(parts.passageCount.text, '2 passages');
  });

  it('next, previous and the rows of the list go from cell to cell', async () => {
    const notebook = await open('reefs.ipynb');
    await asked(notebook);
    const active = (): string | undefined => {
      const editor = vscode.window.activeTextEditor;
      return (
        editor &&
        `${notebook.getCells().findIndex(({ document }) => document === editor.document)}:${editor.selection.active.line}`
      );
    };
    // They go on from the best passage, which the question brought into view.
    const stops = ['2:2', '4:4'];
    const { passages } = parts.papers.placement(parts.currentPaper.document!);
    let at = passages[0]!.score >= passages[1]!.score ? 0 : 1;
    for (const command of [
      'evidence.next',
      'evidence.next',
      'evidence.next',
      'evidence.previous',
      'evidence.previous',
    ]) {
      at = 1 - at;
      const place = stops[at]!;
      await vscode.commands.executeCommand(command);
      await until(() => active() === place);
      const { document } = vscode.window.activeTextEditor!;
      assert.match(await hoverAt(document, vscode.window.activeTextEditor!.selection.active), /Evidence \d\.\d\d/);
    }
    const { command, arguments: from } = rows()[1 - at]!.command!;
    await vscode.commands.executeCommand(command, ...(from as unknown[]));
    await until(() => active() === stops[1 - at]);
  });

  it('passages follow edits of their cell, and are found again when cells are added, moved and removed', async () => {
    const notebook = await open('reefs.ipynb');
    await asked(notebook);
    const apply = async (...edits: readonly vscode.NotebookEdit[]): Promise<void> => {
      const edit = new vscode.WorkspaceEdit();
      edit.set(notebook.uri, [...edits]);
      assert.ok(await vscode.workspace.applyEdit(edit));
    };
    const cell = notebook.cellAt(2).document;
    const edit = new vscode.WorkspaceEdit();
    edit.insert(cell.uri, new vscode.Position(0, 0), 'New words.\n\n');
    assert.ok(await vscode.workspace.applyEdit(edit));
    assert.deepEqual(lit(), [
      [3, DATA],
      [5, NOON],
    ]);
    assert.deepEqual(
      parts.papers.placement(parts.currentPaper.document!).passages.map(({ range }) => range.start.line),
      [4, 4],
    );
    const added = new vscode.NotebookCellData(vscode.NotebookCellKind.Markup, 'Clouds came.', 'markdown');
    await apply(vscode.NotebookEdit.insertCells(0, [added]));
    assert.deepEqual(lit(), [
      [4, DATA],
      [6, NOON],
    ]);
    await apply(vscode.NotebookEdit.deleteCells(new vscode.NotebookRange(3, 4)));
    assert.deepEqual(lit(), [[5, NOON]]);
    const { lost } = parts.papers.placement(parts.currentPaper.document!);
    assert.deepEqual(
      lost.map(({ text }) => text),
      [DATA],
    );
  });

  it('the questions of a notebook are kept for its file', async () => {
    const notebook = await open('kept.ipynb');
    await asked(notebook);
    await parts.persistence.flush();
    const record = await parts.persistence.store.read(notebook.uri.toString());
    assert.deepEqual(
      record.record?.questions.map(({ answer }) => answer.question),
      [QUESTION],
    );
  });
});
