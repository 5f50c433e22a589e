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
import { type PassageTarget, targetOf } from './targets';

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

/** A passage that was brought into view without the cursor, and where the reader's cursor was then: while it stays, the passage counts. */
interface Brought {
  readonly passage: PassageTarget;
  readonly cursor: string;
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
  private onPage: PassageTarget | undefined;
  /** By the editor, of a text or of a notebook. */
  private readonly brought = new WeakMap<vscode.TextEditor | vscode.NotebookEditor, Brought>();
  /** The visible text editors in which the reader was, latest first: a paper can be open in several. */
  private visited: readonly vscode.TextEditor[] = [];
  private readonly shown = this.register(new vscode.EventEmitter<undefined>());
  /** Fires when a passage was brought into view without the cursor, in an editor or on a page. */
  readonly onDidShow = this.shown.event;

  constructor(
    private readonly papers: Papers,
    private readonly currentPaper: CurrentPaper,
    private readonly pages: MovablePages,
  ) {
    super();
    this.visit(vscode.window.activeTextEditor);
    this.register(vscode.window.onDidChangeActiveTextEditor((editor) => this.visit(editor)));
    this.register(vscode.window.onDidChangeTextEditorSelection((event) => this.cursorMoved(event)));
    this.register(
      vscode.window.onDidChangeNotebookEditorSelection(({ notebookEditor }) => this.forgetMoved(notebookEditor)),
    );
    this.register(papers.onDidChange((uri) => this.paperChanged(uri)));
    this.register({ dispose: () => clearTimeout(this.flashTimer) });
  }

  /** Whether the reader looks at the rendered page of a document, and no editor shows its source. */
  isPageOnly(uri: vscode.Uri): boolean {
    return (
      isPageActive() && this.currentPaper.active?.toString() === uri.toString() && this.editorsOf(uri).length === 0
    );
  }

  /** Moves the page of a document to a passage. */
  showOnPage({ uri }: PaperDocument, passage: PlacedPassage): void {
    this.onPage = targetOf(uri, passage);
    this.pages.scrollTo(uri, passage);
    this.shown.fire(undefined);
  }

  /**
   * Where the reader is in a paper, as an offset of its text: at the passage that was brought into view while the cursor stayed, else at the
   * cursor or where the selected cell of a notebook begins.
   */
  async placeOfReader(paper: PaperDocument): Promise<number> {
    const target = this.broughtIn(paper);
    if (target) return this.startOf(paper, target);
    if (this.isPageOnly(paper.uri)) return 0;
    const editor = this.editorOf(paper);
    if (paper instanceof NotebookPaper && (!editor || 'notebook' in editor)) {
      return paper.startOfCell(editor?.selection.start ?? 0);
    }
    // Beside a preview the cursor of the source moves, and the preview follows.
    const shown = editor && 'document' in editor ? editor : await showText(paper as vscode.TextDocument);
    const { document, selection } = shown;
    return offsetsIn(paper, document, new vscode.Range(selection.active, selection.active))?.start ?? 0;
  }

  /** The lit passage at which the reader is, see `placeOfReader`. */
  passageOfReader(paper: PaperDocument): ShownPassage | undefined {
    const target = this.broughtIn(paper);
    if (target) return this.papers.passageOf(paper, target);
    const editor = this.editorOf(paper);
    return editor && 'document' in editor ? this.papers.passageAt(editor.document, editor.selection.active) : undefined;
  }

  /** The passage that was brought into view without the cursor, on a page or where the cursor has stayed since. */
  private broughtIn(paper: PaperDocument): PassageTarget | undefined {
    const { uri } = paper;
    if (this.isPageOnly(uri)) return this.onPage?.uri === uri.toString() ? this.onPage : undefined;
    const editor = this.editorOf(paper);
    return editor && this.brought.get(editor)?.passage;
  }

  /** The editor whose cursor says where the reader is: of a notebook that of a cell only while the reader is in it. */
  private editorOf(paper: PaperDocument): vscode.TextEditor | vscode.NotebookEditor | undefined {
    const [editor] = this.editorsOf(paper.uri);
    const isCell = paper instanceof NotebookPaper && editor !== vscode.window.activeTextEditor;
    return isCell || !editor ? visibleNotebook(paper.uri) : editor;
  }

  /** Where a passage begins to answer, which is where the cursor goes; the document's start for one whose text is gone. */
  private startOf(document: PaperDocument, target: PassageTarget): number {
    const first = this.papers.passageOf(document, target)?.answering[0];
    const place = first && offsetsIn(document, first.document, first.range);
    return (place ?? this.papers.locate(document, target.start, target.end, target.question))?.start ?? 0;
  }

  /** Moves the cursor to the first of these pieces, and lets all of them flash. */
  async goTo(pieces: readonly Piece[], preserveFocus = false): Promise<void> {
    const [first] = pieces;
    const shownIn = this.visited.find((visited) => isVisible(visited) && visited.document === first!.document);
    const editor = await revealPiece(first!, preserveFocus, shownIn);
    if (editor) {
      this.brought.delete(editor);
      return this.show(editor, pieces);
    }
    say(
      vscode.l10n.t('The passage is in the selected cell, which shows no lights while it is rendered: edit the cell.'),
    );
  }

  /** Where the reader is now, to be compared later by `showBest`. */
  placeIn({ uri }: PaperDocument): ReadingPlace {
    const [editor] = this.editorsOf(uri);
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
      const notebook = visibleNotebook(document.uri);
      if (!notebook || now.top !== before.top) return;
      revealCell(notebook, best);
      return this.bring(this.editorOf(document) ?? notebook, document, best);
    }
    if (!now.editor || (now.editor === before.editor && hasMoved(before, now))) return;
    this.show(now.editor, best.answering);
    this.bring(now.editor, document, best);
  }

  private bring(editor: vscode.TextEditor | vscode.NotebookEditor, { uri }: PaperDocument, best: ShownPassage): void {
    this.brought.set(editor, { passage: targetOf(uri, best), cursor: cursorOf(editor) });
    this.shown.fire(undefined);
  }

  /** A reader who moves the cursor goes on from there. */
  private forgetMoved(editor: vscode.TextEditor | vscode.NotebookEditor): void {
    if (this.brought.get(editor)?.cursor !== cursorOf(editor)) this.brought.delete(editor);
  }

  private visit(editor: vscode.TextEditor | undefined): void {
    if (editor) this.visited = [editor, ...this.visited.filter((other) => other !== editor && isVisible(other))];
  }

  /** The visible editors of a document, or of the cells of a notebook; the one in which the reader was last comes first. */
  private editorsOf(uri: vscode.Uri): vscode.TextEditor[] {
    const rank = (editor: vscode.TextEditor): number => {
      const at = this.visited.indexOf(editor);
      return at === -1 ? this.visited.length : at;
    };
    return vscode.window.visibleTextEditors
      .filter(({ document }) => paperOf(document).uri.toString() === uri.toString())
      .sort((a, b) => rank(a) - rank(b));
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
  private cursorMoved({ textEditor, selections: [selection] }: vscode.TextEditorSelectionChangeEvent): void {
    this.forgetMoved(textEditor);
    if (!this.flashing?.editors.includes(textEditor)) return;
    const isThere = selection?.active.isEqual(this.flashing.pieces[0]!.range.start) === true;
    if (!isThere) this.darken();
  }

  /** Removes the outline when what it is around is no longer lit: after another question or with other limits, for example. */
  private paperChanged(uri: vscode.Uri): void {
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

function isVisible(editor: vscode.TextEditor): boolean {
  return vscode.window.visibleTextEditors.includes(editor);
}

function revealCell(notebook: vscode.NotebookEditor, { cell = 1 }: ShownPassage): void {
  const range = new vscode.NotebookRange(cell - 1, cell);
  notebook.revealRange(range, vscode.NotebookEditorRevealType.InCenterIfOutsideViewport);
}

/** The selection of an editor, to be compared: its lines and columns, or the cells of a notebook. */
function cursorOf({ selection }: vscode.TextEditor | vscode.NotebookEditor): string {
  if (selection instanceof vscode.NotebookRange) return `${selection.start}-${selection.end}`;
  const { anchor, active } = selection;
  return `${anchor.line}:${anchor.character}-${active.line}:${active.character}`;
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
