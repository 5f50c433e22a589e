import vscode = require('vscode');
import { isCell, type PaperDocument, paperOf } from './documents';
import { NotebookPaper, type Piece } from './notebookPaper';

/** How long the editor of a cell may take to appear, milliseconds. */
const CELL_MS = 3_000;

/**
 * Shows a paper where it is visible already, else in the active group.
 *
 * @param options as for `showTextDocument`, which would open a second copy of a visible document unless a column is given
 */
export async function showPaper(
  paper: PaperDocument,
  options: Omit<vscode.NotebookDocumentShowOptions, 'viewColumn' | 'selections'> = {},
): Promise<void> {
  if (paper instanceof NotebookPaper) {
    const notebook = await vscode.workspace.openNotebookDocument(paper.uri);
    await vscode.window.showNotebookDocument(notebook, { ...options, ...columnOf(visibleNotebook(paper.uri)) });
  } else {
    await showText(paper, options);
  }
}

/**
 * Shows a piece of a paper in the middle of its editor, with the cursor at its start. A rendered cell shows no lights, so it is opened for
 * editing.
 *
 * @param shownIn the editor to use, where several show the text
 * @returns the editor; undefined when a cell is shown but the editor does not open it
 */
export async function revealPiece(
  { document, range }: Piece,
  preserveFocus = false,
  shownIn?: vscode.TextEditor,
): Promise<vscode.TextEditor | undefined> {
  const editor = isCell(document)
    ? await showCell(document, range, preserveFocus)
    : await showText(document, { preserveFocus }, shownIn);
  if (!editor) return undefined;
  editor.selection = new vscode.Selection(range.start, range.start);
  editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  return editor;
}

/**
 * Shows a text where it is visible already, else in the active group.
 *
 * @param shownIn the editor to use, where several show the text; by default the first of them
 */
export async function showText(
  document: vscode.TextDocument,
  options: Omit<vscode.TextDocumentShowOptions, 'viewColumn'> = {},
  shownIn = vscode.window.visibleTextEditors.find((editor) => editor.document === document),
): Promise<vscode.TextEditor> {
  return await vscode.window.showTextDocument(document, { ...options, ...columnOf(shownIn) });
}

/** Opens a cell for editing: the editor does so when a range of a cell is asked for, and makes the cell's editor some time later. */
async function showCell(
  document: vscode.TextDocument,
  selection: vscode.Range,
  preserveFocus: boolean,
): Promise<vscode.TextEditor | undefined> {
  const column = columnOf(visibleNotebook(paperOf(document).uri));
  await vscode.commands.executeCommand('vscode.open', document.uri, { selection, preserveFocus, ...column });
  const find = (editors: readonly vscode.TextEditor[]): vscode.TextEditor | undefined =>
    editors.find((editor) => editor.document === document);
  return await new Promise((resolve) => {
    const end = (editor: vscode.TextEditor | undefined): void => {
      clearTimeout(limit);
      listening.dispose();
      resolve(editor);
    };
    const limit = setTimeout(() => end(undefined), CELL_MS);
    const listening = vscode.window.onDidChangeVisibleTextEditors((editors) => {
      const editor = find(editors);
      if (editor) end(editor);
    });
    const already = find(vscode.window.visibleTextEditors);
    if (already) end(already);
  });
}

/** The editor that shows a notebook; of several, the active one. */
export function visibleNotebook(uri: vscode.Uri): vscode.NotebookEditor | undefined {
  const { activeNotebookEditor, visibleNotebookEditors } = vscode.window;
  const shows = ({ notebook }: vscode.NotebookEditor): boolean => notebook.uri.toString() === uri.toString();
  return activeNotebookEditor && shows(activeNotebookEditor)
    ? activeNotebookEditor
    : visibleNotebookEditors.find(shows);
}

function columnOf(visible: { readonly viewColumn?: vscode.ViewColumn | undefined } | undefined): {
  viewColumn?: vscode.ViewColumn;
} {
  return visible?.viewColumn === undefined ? {} : { viewColumn: visible.viewColumn };
}
