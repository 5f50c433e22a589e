import * as vscode from 'vscode';

/** The view type of VS Code's markdown preview; tabs name it with a prefix of the window's own. */
const PREVIEW = /(?:^|-)markdown\.preview$/;

/**
 * The document that the reader looks at: in the active editor, in an editor of another kind, or as a rendered page.
 *
 * A tab with a rendered page tells its title only, which ends in the file's name: of the documents that were rendered, the latest one of
 * that name is meant.
 *
 * @param rendered the documents of which a page was made, latest first
 */
export function activePaper(rendered: readonly vscode.Uri[]): vscode.Uri | undefined {
  const editor = vscode.window.activeTextEditor;
  if (editor) return editor.document.uri;
  const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
  if (tab?.input instanceof vscode.TabInputCustom) return tab.input.uri;
  if (!(tab?.input instanceof vscode.TabInputWebview) || !PREVIEW.test(tab.input.viewType)) return undefined;
  const named = rendered.filter((uri) => tab.label.endsWith(nameOf(uri)));
  // What stands before the name is the editor's, in the reader's language; of `a.md` and `data.md` the longer one is meant.
  const longest = Math.max(0, ...named.map((uri) => nameOf(uri).length));
  return named.find((uri) => nameOf(uri).length === longest);
}

/**
 * Shows a document where the reader has it already, else in the active group.
 *
 * @param options as of `showTextDocument`, which without a column would open a second copy beside a visible one
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
