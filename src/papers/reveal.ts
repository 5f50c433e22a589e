import vscode = require('vscode');
import { isCell, type PaperDocument } from './documents';
import { NotebookPaper, type Piece } from './notebookPaper';

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

/** Shows a piece of a paper in the middle of its editor, with the cursor at its start. A cell that is rendered is opened for editing. */
export async function revealPiece({ document, range }: Piece): Promise<vscode.TextEditor> {
  const editor = isCell(document) ? await showCell(document, range) : await showText(document);
  editor.selection = new vscode.Selection(range.start, range.start);
  editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  return editor;
}

/** Shows a text where it is visible already, else in the active group. */
export async function showText(
  document: vscode.TextDocument,
  options: Omit<vscode.TextDocumentShowOptions, 'viewColumn'> = {},
): Promise<vscode.TextEditor> {
  const visible = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
  return await vscode.window.showTextDocument(document, { ...options, ...columnOf(visible) });
}

async function showCell(document: vscode.TextDocument, range: vscode.Range): Promise<vscode.TextEditor> {
  return await vscode.window.showTextDocument(document, { selection: range });
}

function visibleNotebook(uri: vscode.Uri): vscode.NotebookEditor | undefined {
  return vscode.window.visibleNotebookEditors.find(({ notebook }) => notebook.uri.toString() === uri.toString());
}

function columnOf(visible: { readonly viewColumn?: vscode.ViewColumn | undefined } | undefined): {
  viewColumn?: vscode.ViewColumn;
} {
  return visible?.viewColumn === undefined ? {} : { viewColumn: visible.viewColumn };
}
