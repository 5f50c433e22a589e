import vscode = require('vscode');
import type { Answer } from '../core/answers/answer';
import type { PlacedPassage } from '../core/questions/paper';
import { Disposable } from '../platform/disposable';
import { isPageActive, type RenderedPages } from './activePaper';
import type { CurrentPaper } from './currentPaper';
import { offsetsIn, type PaperDocument, paperOf } from './documents';
import { NotebookPaper, type Piece } from './notebookPaper';
import type { Papers, ShownPassage } from './papers';
import { revealPiece, showText, visibleNotebook } from './reveal';
import { say } from '../platform/prompts';
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
  /** The first visible line, or cell of a notebook. */
  readonly top: number;
}

/** What flashes, and where. */
interface Flashing {
  /** At least one. */
  readonly pieces: readonly Piece[];
  readonly editors: readonly vscode.TextEditor[];
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
  private flashing: Flashing | undefined;
  /** The passage that was shown last on a page, as a page has no cursor. */
  private onPage: { readonly uri: string; readonly passage: PlacedPassage } | undefined;

  constructor(
    private readonly papers: Papers,
    private readonly currentPaper: CurrentPaper,
    private readonly pages: MovablePages,
  ) {
    super();
    this.register(vscode.window.onDidChangeTextEditorSelection((event) => this.moved(event)));
    this.register(papers.onDidChange((uri) => this.changed(uri)));
    this.register({ dispose: () => clearTimeout(this.flashTimer) });
  }

  /** Whether the reader looks at the rendered page of a document, and no editor shows its source. */
  isPageOnly(uri: vscode.Uri): boolean {
    return isPageActive() && this.currentPaper.active?.toString() === uri.toString() && editorsOf(uri).length === 0;
  }

  /** Moves the page of a document to a passage. */
  showOnPage({ uri }: PaperDocument, passage: PlacedPassage): void {
    this.onPage = { uri: uri.toString(), passage };
    this.pages.scrollTo(uri, passage);
  }

  /**
   * Where the reader is in a paper, as an offset of its text: at the cursor, at the passage that was shown last on its page, or where the
   * selected cell of a notebook begins.
   */
  async cursorIn(paper: PaperDocument): Promise<number> {
    if (this.isPageOnly(paper.uri)) return this.offsetOnPage(paper);
    const [editor] = editorsOf(paper.uri);
    if (paper instanceof NotebookPaper && (!editor || editor !== vscode.window.activeTextEditor)) {
      return paper.startOfCell(visibleNotebook(paper.uri)?.selection.start ?? 0);
    }
    // Beside a preview the cursor of the source moves, and the preview follows.
    const { document, selection } = editor ?? (await showText(paper as vscode.TextDocument));
    return offsetsIn(paper, document, new vscode.Range(selection.active, selection.active))?.start ?? 0;
  }

  /** Where the passage that was shown last on the page of a document begins; the document's start when there is none. */
  private offsetOnPage(document: PaperDocument): number {
    if (this.onPage?.uri !== document.uri.toString()) return 0;
    const { passage } = this.onPage;
    // Where the next passage is sought from: where this one answers, as the cursor of an editor would be.
    const first = this.papers.passageOf(document, targetOf(document.uri, passage))?.answering[0];
    const place = first && offsetsIn(document, first.document, first.range);
    return (place ?? this.papers.locate(document, passage.start, passage.end, passage.question.id))?.start ?? 0;
  }

  /** Moves the cursor to the first of these pieces, and lets all of them flash. */
  async goTo(pieces: readonly Piece[], preserveFocus = false): Promise<void> {
    const editor = await revealPiece(pieces[0]!, preserveFocus);
    if (editor) return this.show(editor, pieces);
    say(
      vscode.l10n.t('The passage is in the selected cell, which shows no lights while it is rendered: edit the cell.'),
    );
  }

  /** Where the reader is now, to be compared later by `showBest`. */
  placeIn({ uri }: PaperDocument): ReadingPlace {
    const [editor] = editorsOf(uri);
    const top = visibleNotebook(uri)?.visibleRanges[0]?.start ?? topOf(editor);
    return { editor, selection: editor?.selection, top };
  }

  /**
   * Brings the best passage of an answer into view, without moving cursor or selection. Does nothing when the reader has moved since the
   * question was asked: then the reader is reading.
   *
   * @param before where the reader was when the question was asked
   */
  showBest(document: PaperDocument, answer: Answer, before: ReadingPlace): void {
    const best = this.papers
      .placement(document)
      .passages.filter(({ question }) => question.answer === answer)
      .reduce<ShownPassage | undefined>((a, b) => (a && a.score >= b.score ? a : b), undefined);
    if (!best) return;
    if (this.isPageOnly(document.uri)) return this.showOnPage(document, best);
    const now = this.placeIn(document);
    if (document instanceof NotebookPaper) {
      // A rendered cell has no editor, and a cell is opened for editing only when the reader goes to a passage.
      if (now.top === before.top) revealCell(document, best);
      return;
    }
    if (!now.editor || (now.editor === before.editor && hasMoved(before, now))) return;
    this.show(now.editor, best.answering);
  }

  private show(editor: vscode.TextEditor, pieces: readonly Piece[]): void {
    editor.revealRange(pieces[0]!.range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
    this.darken();
    // A passage that goes on in other cells flashes in their editors too.
    const others = vscode.window.visibleTextEditors.filter(({ document }) => document !== editor.document);
    const editors = [editor, ...others].filter(({ document }) => pieces.some((piece) => piece.document === document));
    for (const each of editors) {
      const here = pieces.filter(({ document }) => document === each.document).map(({ range }) => range);
      each.setDecorations(this.flash, here);
    }
    this.flashing = { pieces, editors };
    // For readers who have switched motion off, the outline stays until they move on.
    if (!reducesMotion()) this.flashTimer = setTimeout(() => this.darken(), FLASH_MS);
  }

  /** Removes the outline when the reader moves the cursor, but not when the cursor is brought to what is outlined. */
  private moved({ textEditor, selections: [selection] }: vscode.TextEditorSelectionChangeEvent): void {
    if (!this.flashing?.editors.includes(textEditor)) return;
    const isThere = selection?.active.isEqual(this.flashing.pieces[0]!.range.start) === true;
    if (!isThere) this.darken();
  }

  /** Removes the outline when what it is around is no longer lit: after another question or with other limits, for example. */
  private changed(uri: vscode.Uri): void {
    const [piece] = this.flashing?.pieces ?? [];
    const paper = piece && paperOf(piece.document);
    if (paper?.uri.toString() !== uri.toString()) return;
    const lit = this.papers.placement(paper).passages.flatMap(({ answering }) => answering);
    const isLit = ({ document, range }: Piece): boolean =>
      lit.some((each) => each.document === document && each.range.isEqual(range));
    if (!this.flashing?.pieces.every(isLit)) this.darken();
  }

  private darken(): void {
    clearTimeout(this.flashTimer);
    this.flashing?.editors.forEach((editor) => editor.setDecorations(this.flash, []));
    this.flashing = undefined;
  }
}

/** The visible editors of a document, or of the cells of a notebook; the active one first. */
function editorsOf(uri: vscode.Uri): vscode.TextEditor[] {
  const { activeTextEditor, visibleTextEditors } = vscode.window;
  return visibleTextEditors
    .filter(({ document }) => paperOf(document).uri.toString() === uri.toString())
    .sort((a, b) => Number(b === activeTextEditor) - Number(a === activeTextEditor));
}

function revealCell({ uri }: NotebookPaper, { cell = 1 }: ShownPassage): void {
  const range = new vscode.NotebookRange(cell - 1, cell);
  visibleNotebook(uri)?.revealRange(range, vscode.NotebookEditorRevealType.InCenterIfOutsideViewport);
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
