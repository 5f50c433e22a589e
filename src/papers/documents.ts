import vscode = require('vscode');
import { isReport } from '../core/export/report';
import { formatOf, isNotebook } from '../core/paper/format';
import type { PaperFormat } from '../core/paper/types';
import type { TextRange } from '../core/text/trim';
import { NotebookPaper, type Piece, pieceOf } from './notebookPaper';

/** An open paper: a text document as the editor has it, or the markdown cells of a notebook. */
export type PaperDocument = vscode.TextDocument | NotebookPaper;

/** The scheme of the documents of notebook cells. */
const CELL_SCHEME = 'vscode-notebook-cell';

/** Everything that is open and could be asked. Notebooks come first: their JSON may be open as text too. */
export function openPapers(): PaperDocument[] {
  const notebooks = vscode.workspace.notebookDocuments.map((notebook) => new NotebookPaper(notebook));
  return [...notebooks, ...vscode.workspace.textDocuments];
}

/** The paper with an address, while it is open. */
export function documentOf(address: vscode.Uri | string): PaperDocument | undefined {
  const key = address.toString();
  return openPapers().find(({ uri }) => uri.toString() === key);
}

/** The paper to which a document of the editor belongs: a cell belongs to its notebook, any other document is a paper itself. */
export function paperOf(document: vscode.TextDocument): PaperDocument {
  if (!isCell(document)) return document;
  const { notebookDocuments } = vscode.workspace;
  const notebook = notebookDocuments.find((open) => open.getCells().some((cell) => cell.document === document));
  return notebook ? new NotebookPaper(notebook) : document;
}

/** Whether a document is a cell of a notebook. */
export function isCell({ uri }: vscode.TextDocument): boolean {
  return uri.scheme === CELL_SCHEME;
}

/** Opens a paper, without showing it. A notebook is opened as a notebook, whatever else shows its file. Rejects when it cannot be opened. */
export async function openPaper(uri: vscode.Uri): Promise<PaperDocument> {
  const open = documentOf(uri);
  if (open instanceof NotebookPaper) return open;
  if (isNotebook(uri.path)) return new NotebookPaper(await vscode.workspace.openNotebookDocument(uri));
  return paperOf(open ?? (await vscode.workspace.openTextDocument(uri)));
}

/** How a paper is read. */
export function formatOfPaper(paper: PaperDocument): PaperFormat {
  return paper instanceof NotebookPaper ? 'markdown' : formatOf(paper.uri.path, paper.languageId);
}

/** The pieces of ranges of a paper's text, as the editor names places. */
export function piecesIn(paper: PaperDocument, ranges: readonly TextRange[]): Piece[] {
  return paper instanceof NotebookPaper ? paper.pieces(ranges) : ranges.map((range) => pieceOf(paper, range));
}

/** Where the text of a document begins in that of its paper; undefined for a cell that is no part of the paper. */
export function startIn(paper: PaperDocument, document: vscode.TextDocument): number | undefined {
  return paper instanceof NotebookPaper ? paper.startOf(document) : 0;
}

/** The offsets in the text of a paper of a range in one of its documents; undefined in a cell that is no part of the paper. */
export function offsetsIn(
  paper: PaperDocument,
  document: vscode.TextDocument,
  { start, end }: vscode.Range,
): TextRange | undefined {
  const base = startIn(paper, document);
  if (base === undefined) return undefined;
  return { start: base + document.offsetAt(start), end: base + document.offsetAt(end) };
}

/** The file's name, without its folders. */
export function nameOf(uri: vscode.Uri): string {
  return uri.path.slice(uri.path.lastIndexOf('/') + 1);
}

/** Why a document cannot be read as a paper, in a sentence. The inference process checks its length. */
export function paperProblem(document: PaperDocument): string | undefined {
  const text = document.getText();
  if (text.trim() === '') {
    return document instanceof NotebookPaper
      ? vscode.l10n.t('This notebook has no text: open one with markdown cells.')
      : vscode.l10n.t('This document is empty: open a paper with text in it.');
  }
  if (text.includes('\0')) {
    return vscode.l10n.t('This looks like a binary file: convert the paper to markdown first (the README says how).');
  }
  if (isReport(text)) {
    return vscode.l10n.t('This is a report of Evidence Lens, not a paper: ask the paper that it quotes.');
  }
  return undefined;
}
