import vscode = require('vscode');
import type { Answer } from '../core/answers/answer';
import type { PlacedPassage } from '../core/questions/paper';
import { Disposable } from '../platform/disposable';
import { isPageActive, type RenderedPages } from './activePaper';
import type { CurrentPaper } from './currentPaper';
import type { Papers, ShownPassage } from './papers';
import { targetOf } from './targets';

/** How long a revealed passage flashes, milliseconds. */
const FLASH_MS = 700;
/** A view that has moved by more lines than this was scrolled by the reader, and not by a side bar that opened and wrapped lines anew. */
const WRAPPED_LINES = 5;

/** Pages that can be moved. */
export interface MovablePages extends RenderedPages {
  /** Moves the pages of a document to a lit passage. */
  scrollTo(document: vscode.Uri, passage: PlacedPassage): void;
}

/** Where a reader is in a document, see `Revealer.placeIn`. */
export interface ReadingPlace {
  readonly editor: vscode.TextEditor | undefined;
  readonly selection: vscode.Selection | undefined;
  /** The first visible line. */
  readonly top: number;
}

/** Shows passages: in an editor of their paper, or on its rendered page where the reader looks at that alone. */
export class Revealer extends Disposable {
  private readonly flash = this.register(
    vscode.window.createTextEditorDecorationType({
      backgroundColor: new vscode.ThemeColor('editor.findMatchBackground'),
      outline: '1px solid',
      outlineColor: new vscode.ThemeColor('focusBorder'),
    }),
  );
  private flashTimer: NodeJS.Timeout | undefined;
  /** The editor with an outline that stays, for readers who have switched motion off. */
  private outlined: vscode.TextEditor | undefined;
  /** The passage that was shown last on a page, as a page has no cursor. */
  private onPage: { readonly uri: string; readonly passage: PlacedPassage } | undefined;

  constructor(
    private readonly papers: Papers,
    private readonly currentPaper: CurrentPaper,
    private readonly pages: MovablePages,
  ) {
    super();
    this.register(vscode.window.onDidChangeTextEditorSelection((event) => this.moved(event)));
    this.register({ dispose: () => clearTimeout(this.flashTimer) });
  }

  /** Whether the reader looks at the rendered page of a document, and no editor shows its source. */
  isPageOnly(uri: vscode.Uri): boolean {
    return isPageActive() && this.currentPaper.active?.toString() === uri.toString() && editorsOf(uri).length === 0;
  }

  /** Moves the page of a document to a passage. */
  showOnPage({ uri }: vscode.TextDocument, passage: PlacedPassage): void {
    this.onPage = { uri: uri.toString(), passage };
    this.pages.scrollTo(uri, passage);
  }

  /** Where the passage that was shown last on the page of a document begins; the document's start when there is none. */
  positionOnPage(document: vscode.TextDocument): vscode.Position {
    if (this.onPage?.uri !== document.uri.toString()) return new vscode.Position(0, 0);
    const { passage } = this.onPage;
    // Where the next passage is sought from: where this one answers, as the cursor of an editor would be.
    const shown = this.papers.passageOf(document, targetOf(document.uri, passage))?.answering[0];
    const place = shown ?? this.papers.locate(document, passage.start, passage.end, passage.question.id);
    return place?.start ?? new vscode.Position(0, 0);
  }

  /** Moves the cursor of an editor to the first of these ranges, and lets all of them flash. */
  goTo(editor: vscode.TextEditor, pieces: readonly vscode.Range[]): void {
    const { start } = pieces[0]!;
    editor.selection = new vscode.Selection(start, start);
    this.show(editor, pieces);
  }

  /** Where the reader is now, to be compared later by `showBest`. */
  placeIn({ uri }: vscode.TextDocument): ReadingPlace {
    const [editor] = editorsOf(uri);
    return { editor, selection: editor?.selection, top: topOf(editor) };
  }

  /**
   * Brings the best passage of an answer into view, without moving cursor or selection. Does nothing when the reader has moved since the
   * question was asked: then the reader is reading.
   *
   * @param before where the reader was when the question was asked
   */
  showBest(document: vscode.TextDocument, answer: Answer, before: ReadingPlace): void {
    const best = this.papers
      .placement(document)
      .passages.filter(({ question }) => question.answer === answer)
      .reduce<ShownPassage | undefined>((a, b) => (a && a.score >= b.score ? a : b), undefined);
    if (!best) return;
    if (this.isPageOnly(document.uri)) return this.showOnPage(document, best);
    const now = this.placeIn(document);
    if (!now.editor || (now.editor === before.editor && hasMoved(before, now))) return;
    this.show(now.editor, best.answering);
  }

  private show(editor: vscode.TextEditor, pieces: readonly vscode.Range[]): void {
    editor.revealRange(pieces[0]!, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
    clearTimeout(this.flashTimer);
    editor.setDecorations(this.flash, pieces);
    if (reducesMotion()) this.outlined = editor;
    else this.flashTimer = setTimeout(() => editor.setDecorations(this.flash, []), FLASH_MS);
  }

  /** Removes a lasting outline when the reader moves the cursor. `kind` is undefined when the extension itself moved it. */
  private moved({ textEditor, kind }: vscode.TextEditorSelectionChangeEvent): void {
    if (textEditor !== this.outlined || kind === undefined) return;
    this.outlined = undefined;
    textEditor.setDecorations(this.flash, []);
  }
}

/** The visible editors of a document, the active one first. */
export function editorsOf(uri: vscode.Uri): vscode.TextEditor[] {
  const { activeTextEditor, visibleTextEditors } = vscode.window;
  return visibleTextEditors
    .filter(({ document }) => document.uri.toString() === uri.toString())
    .sort((a, b) => Number(b === activeTextEditor) - Number(a === activeTextEditor));
}

function hasMoved(before: ReadingPlace, now: ReadingPlace): boolean {
  const isSelectionSame = before.selection !== undefined && now.selection?.isEqual(before.selection) === true;
  return !isSelectionSame || Math.abs(before.top - now.top) > WRAPPED_LINES;
}

function topOf(editor: vscode.TextEditor | undefined): number {
  return editor?.visibleRanges[0]?.start.line ?? 0;
}

/** Whether the reader has told VS Code to reduce motion. Extensions cannot see the operating system's own setting. */
function reducesMotion(): boolean {
  return vscode.workspace.getConfiguration('workbench').get('reduceMotion') === 'on';
}
