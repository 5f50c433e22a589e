import * as vscode from 'vscode';

/** The view types of VS Code's markdown preview: beside editors, where tabs name it with a prefix of the window's own, and in their place. */
const PREVIEW = /(?:^|-)markdown\.preview$/;
const PREVIEW_EDITOR = 'vscode.markdown.preview.editor';

/**
 * The document that the reader looks at: in the active editor, or as a rendered page.
 *
 * A tab with a page tells its title only, which has the file's name in it. Where several pages have one title, but are not of one document,
 * nobody knows which is meant, and none is.
 *
 * @param rendered the documents of which a page was made, latest first
 */
export function activePaper(rendered: readonly vscode.Uri[]): vscode.Uri | undefined {
  const editor = vscode.window.activeTextEditor;
  if (editor) return editor.document.uri;
  const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
  if (tab?.input instanceof vscode.TabInputCustom) {
    const { uri, viewType } = tab.input;
    return viewType === PREVIEW_EDITOR || documentOf(uri) ? uri : undefined;
  }
  if (!tab || !isPage(tab)) return undefined;
  const titled = rendered.filter((uri) => isNamed(tab.label, nameOf(uri)));
  // `My paper.md` has `paper.md` in it too.
  const longest = Math.max(0, ...titled.map((uri) => nameOf(uri).length));
  const [latest, ...others] = titled.filter((uri) => nameOf(uri).length === longest);
  const pages = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.filter(isPage));
  const isClear = others.length === 0 || pages.filter(({ label }) => label === tab.label).length === 1;
  return isClear ? latest : undefined;
}

function isPage({ input }: vscode.Tab): boolean {
  return input instanceof vscode.TabInputWebview && PREVIEW.test(input.viewType);
}

/** Whether a title has a name in it, as a word: before or behind it stands what the editor calls a preview in the reader's language. */
function isNamed(title: string, name: string): boolean {
  return title === name || title.endsWith(` ${name}`) || title.startsWith(`${name} `);
}

/** The document with an address, while it is open. */
export function documentOf(uri: vscode.Uri): vscode.TextDocument | undefined {
  const key = uri.toString();
  return vscode.workspace.textDocuments.find((document) => document.uri.toString() === key);
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
