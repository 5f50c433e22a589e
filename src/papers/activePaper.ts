import vscode = require('vscode');
import { documentOf, nameOf } from './documents';

/** What is known of the pages that were made of documents. */
export interface RenderedPages {
  /** The documents of which a page was made, latest first. */
  readonly rendered: readonly vscode.Uri[];
  /** Fires with a document of which a page was made. */
  readonly onDidRender: vscode.Event<vscode.Uri>;
}

/** The view types of VS Code's markdown preview: beside editors, where tabs name it with a prefix of the window's own, and in their place. */
const PREVIEW = /(?:^|-)markdown\.preview$/;
const PREVIEW_EDITOR = 'vscode.markdown.preview.editor';

/**
 * The document that the reader looks at: in the active editor, or as a rendered page.
 *
 * A tab with a page tells its title only, which has the file's name in it. Where several pages have one title, but are not of one document,
 * nobody knows which is meant, and none is.
 *
 * @param pages what was rendered: asked for only where the reader looks at a page
 */
export function activePaper(pages: Pick<RenderedPages, 'rendered'>): vscode.Uri | undefined {
  const editor = vscode.window.activeTextEditor;
  if (editor) return editor.document.uri;
  const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
  if (tab?.input instanceof vscode.TabInputCustom) {
    const { uri, viewType } = tab.input;
    return viewType === PREVIEW_EDITOR || documentOf(uri) ? uri : undefined;
  }
  if (!tab || !isPage(tab)) return undefined;
  const titled = pages.rendered.filter((uri) => isNamed(tab.label, nameOf(uri)));
  // `My paper.md` has `paper.md` in it too.
  const longest = Math.max(0, ...titled.map((uri) => nameOf(uri).length));
  const [latest, ...others] = titled.filter((uri) => nameOf(uri).length === longest);
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs.filter(isPage));
  const isClear = others.length === 0 || tabs.filter(({ label }) => label === tab.label).length === 1;
  return isClear ? latest : undefined;
}

function isPage({ input }: vscode.Tab): boolean {
  return input instanceof vscode.TabInputWebview && PREVIEW.test(input.viewType);
}

/** Whether a title has a name in it, as a word: before or behind it stands what the editor calls a preview in the reader's language. */
function isNamed(title: string, name: string): boolean {
  return title === name || title.endsWith(` ${name}`) || title.startsWith(`${name} `);
}
