import vscode = require('vscode');
import { Disposable } from '../platform/disposable';
import { log } from '../platform/log';
import { activePaper, isShown, type RenderedPages } from './activePaper';
import { documentOf, type PaperDocument } from './documents';
import type { Papers } from './papers';

/**
 * The paper that the views show: the document that the reader looks at, if a question was asked of it, otherwise the paper before. So
 * views keep their paper while the reader looks at another file, until nothing shows it any more.
 */
export class CurrentPaper extends Disposable {
  private paper: vscode.Uri | undefined;
  private seen: string | undefined;
  private readonly changed = this.register(new vscode.EventEmitter<undefined>());
  /** Fires when the current paper, the document that the reader looks at, or the questions of the paper have changed. */
  readonly onDidChange = this.changed.event;

  constructor(
    private readonly papers: Papers,
    private readonly pages: RenderedPages,
  ) {
    super();
    this.register(papers.onDidChange((uri) => this.paperChanged(uri)));
    this.register(papers.onDidMove(({ from, to }) => this.paperMoved(from, to)));
    this.register(vscode.window.onDidChangeActiveTextEditor(() => this.follow()));
    this.register(vscode.window.onDidChangeActiveNotebookEditor(() => this.follow()));
    // When the last tab closes, its editor may still count as visible.
    this.register(vscode.window.onDidChangeVisibleTextEditors(() => this.tabsChanged()));
    this.register(vscode.window.tabGroups.onDidChangeTabs(() => this.tabsChanged()));
    this.register(vscode.window.tabGroups.onDidChangeTabGroups(() => this.tabsChanged()));
    this.register(pages.onDidRender(() => this.follow()));
    this.register(vscode.workspace.onDidCloseTextDocument(() => this.keepOpen()));
    this.follow();
  }

  get uri(): vscode.Uri | undefined {
    return this.paper;
  }

  /** The document that the reader looks at, as text or as a rendered page, whether or not a question was asked of it. */
  get active(): vscode.Uri | undefined {
    return activePaper(this.pages);
  }

  /** Whether the reader looks at the paper that the views show. */
  get isActive(): boolean {
    return this.paper !== undefined && this.paper.toString() === this.active?.toString();
  }

  /** The document of the paper that the views show, while it is open. */
  get document(): PaperDocument | undefined {
    return this.paper && documentOf(this.paper);
  }

  private follow(): void {
    const { active } = this;
    if (active?.toString() === this.seen) return;
    this.seen = active?.toString();
    this.keepOpen();
    if (active && this.papers.paper(active).questions.length > 0) this.paper = active;
    if (this.paper) this.changed.fire(undefined);
  }

  private tabsChanged(): void {
    this.follow();
    if (!this.paper || this.isActive || isShown(this.paper)) return;
    this.paper = undefined;
    this.changed.fire(undefined);
  }

  /** Opens the document of a preview again. VS Code closes a document of which only a page is open after some minutes, and questions go with it. */
  private keepOpen(): void {
    const { active } = this;
    if (!active || vscode.window.activeTextEditor || documentOf(active)) return;
    const report = (error: unknown): void => log.warn(`${active.toString()} cannot be opened: ${String(error)}`);
    vscode.workspace.openTextDocument(active).then(undefined, report);
  }

  private paperMoved(from: vscode.Uri, to: vscode.Uri): void {
    if (from.toString() !== this.paper?.toString()) return;
    this.paper = to;
    this.changed.fire(undefined);
  }

  private paperChanged(uri: vscode.Uri): void {
    // An answer may go on after its paper was closed.
    if (uri.toString() === this.active?.toString() || (this.paper === undefined && isShown(uri))) this.paper = uri;
    if (uri.toString() === this.paper?.toString()) this.changed.fire(undefined);
  }
}
