import vscode = require('vscode');
import { isReport } from '../core/export/report';

/** The document with an address, while it is open. */
export function documentOf(address: vscode.Uri | string): vscode.TextDocument | undefined {
  const key = address.toString();
  return vscode.workspace.textDocuments.find((document) => document.uri.toString() === key);
}

/**
 * Shows a document where it is visible already, else in the active group.
 *
 * @param options as for `showTextDocument`, which would open a second copy of a visible document unless a column is given
 */
export async function showPaper(
  document: vscode.TextDocument,
  options: Omit<vscode.TextDocumentShowOptions, 'viewColumn'> = {},
): Promise<vscode.TextEditor> {
  const visible = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
  return await vscode.window.showTextDocument(document, {
    ...options,
    ...(visible?.viewColumn === undefined ? {} : { viewColumn: visible.viewColumn }),
  });
}

/** The file's name, without its folders. */
export function nameOf(uri: vscode.Uri): string {
  return uri.path.slice(uri.path.lastIndexOf('/') + 1);
}

/** Why a document cannot be read as a paper, in a sentence. The inference process checks its length. */
export function paperProblem(document: vscode.TextDocument): string | undefined {
  const text = document.getText();
  if (text.trim() === '') return vscode.l10n.t('This document is empty: open a paper with text in it.');
  if (text.includes('\0')) {
    return vscode.l10n.t('This looks like a binary file: convert the paper to markdown first (the README says how).');
  }
  if (isReport(text)) {
    return vscode.l10n.t('This is a report of Evidence Lens, not a paper: ask the paper that it quotes.');
  }
  return undefined;
}
