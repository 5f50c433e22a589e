import vscode = require('vscode');
import { documentOf, nameOf, paperOf } from './documents';

/** The rendered pages (previews) of documents. */
export interface RenderedPages {
  /** The documents of which a page was rendered, latest first. */
  readonly rendered: readonly vscode.Uri[];
  /** Fires with the document of each page that was rendered. */
  readonly onDidRender: vscode.Event<vscode.Uri>;
}

/** The view types of VS Code's markdown preview: beside an editor, where the tab's view type has a prefix, and in place of an editor. */
const PREVIEW = /(?:^|-)markdown\.preview$/;
const PREVIEW_EDITOR = 'vscode.markdown.preview.editor';

/**
 * The document that the reader looks at: in the active editor, which may be that of a notebook, or as a rendered page.
 *
 * A tab with a page tells only its title, which contains the file's name. When several pages have the same title but show different
 * documents, it is unknown which one is meant, and the result is undefined.
 *
 * @param pages the rendered pages: used only when the reader looks at a page
 */
export function activePaper(pages: Pick<RenderedPages, 'rendered'>): vscode.Uri | undefined {
  const editor = vscode.window.activeTextEditor;
  if (editor) return paperOf(editor.document).uri;
  const notebook = vscode.window.activeNotebookEditor?.notebook;
  if (notebook) return notebook.uri;
  const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
  if (tab?.input instanceof vscode.TabInputCustom) {
    const { uri, viewType } = tab.input;
    return viewType === PREVIEW_EDITOR || documentOf(uri) ? uri : undefined;
  }
  if (!tab || !isPage(tab)) return undefined;
  const titled = pages.rendered.filter((uri) => isNamed(tab.label, nameOf(uri)));
  // The title of `My paper.md` also contains `paper.md`: the longest name is meant.
  const longest = Math.max(0, ...titled.map((uri) => nameOf(uri).length));
  const [latest, ...others] = titled.filter((uri) => nameOf(uri).length === longest);
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs.filter(isPage));
  const isClear = others.length === 0 || tabs.filter(({ label }) => label === tab.label).length === 1;
  return isClear ? latest : undefined;
}

/** Whether a tab or an editor shows a document, as text, in another editor, or as a rendered page. */
export function isShown(document: vscode.Uri): boolean {
  const isIt = (uri: vscode.Uri): boolean => uri.toString() === document.toString();
  if (vscode.window.visibleTextEditors.some((editor) => isIt(editor.document.uri))) return true;
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  return tabs.some((tab) => {
    const { input } = tab;
    if (input instanceof vscode.TabInputText || input instanceof vscode.TabInputCustom) return isIt(input.uri);
    if (input instanceof vscode.TabInputTextDiff) return isIt(input.original) || isIt(input.modified);
    // A cell has the path of its notebook.
    if (input instanceof vscode.TabInputNotebook) return input.uri.path === document.path;
    return isPage(tab) && isNamed(tab.label, nameOf(document));
  });
}

/** Whether the reader looks at a rendered page. */
export function isPageActive(): boolean {
  const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
  if (!tab || vscode.window.activeTextEditor) return false;
  return isPage(tab) || (tab.input instanceof vscode.TabInputCustom && tab.input.viewType === PREVIEW_EDITOR);
}

function isPage({ input }: vscode.Tab): boolean {
  return input instanceof vscode.TabInputWebview && PREVIEW.test(input.viewType);
}

/** Whether a title contains a name as a word; the rest is the editor's word for a preview, in the reader's language. */
function isNamed(title: string, name: string): boolean {
  return title === name || title.endsWith(` ${name}`) || title.startsWith(`${name} `);
}
