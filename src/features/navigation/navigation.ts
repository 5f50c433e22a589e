import vscode = require('vscode');
import { formatScore } from '../../core/answers/bands';
import { isScored } from '../../core/answers/source';
import { Command } from '../../platform/commands';
import { Disposable } from '../../platform/disposable';
import type { CurrentPaper } from '../../papers/currentPaper';
import { offsetsIn, openPaper, type PaperDocument, paperOf } from '../../papers/documents';
import { NotebookPaper, type Piece } from '../../papers/notebookPaper';
import type { Papers, ShownPassage } from '../../papers/papers';
import { revealPiece, showText } from '../../papers/reveal';
import type { PassageTarget } from '../../papers/targets';
import { say } from '../../platform/prompts';

/** How long a revealed passage flashes, milliseconds. */
const FLASH_MS = 700;

/** Goes from passage to passage and shows one on request. */
export class Navigation extends Disposable {
  private readonly flash = this.register(
    vscode.window.createTextEditorDecorationType({
      backgroundColor: new vscode.ThemeColor('editor.findMatchBackground'),
      outline: '1px solid',
      outlineColor: new vscode.ThemeColor('focusBorder'),
    }),
  );
  private flashTimer: NodeJS.Timeout | undefined;
  /** The editors with an outline that stays, for readers who have switched motion off. */
  private outlined: readonly vscode.TextEditor[] = [];

  constructor(
    private readonly papers: Papers,
    private readonly currentPaper: CurrentPaper,
  ) {
    super();
    this.register(vscode.commands.registerCommand(Command.next, () => this.step(1)));
    this.register(vscode.commands.registerCommand(Command.previous, () => this.step(-1)));
    this.register(vscode.commands.registerCommand(Command.reveal, (target: PassageTarget) => this.reveal(target)));
    this.register(vscode.window.onDidChangeTextEditorSelection((event) => this.moved(event)));
    this.register({ dispose: () => clearTimeout(this.flashTimer) });
  }

  private async reveal(target: PassageTarget): Promise<void> {
    const document = await openPaper(vscode.Uri.parse(target.uri));
    const passage = this.papers.passageOf(document, target);
    const place = passage ?? this.papers.locate(document, target.start, target.end, target.question);
    if (!place) {
      say(vscode.l10n.t('This passage is no longer in the paper: ask again to find the current passages.'));
      return;
    }
    await this.show(place.pieces);
  }

  /** Moves the cursor to the next or previous passage, and past the last one to the first. */
  private async step(direction: 1 | -1): Promise<void> {
    const { active } = this.currentPaper;
    const document = active && (await openPaper(active));
    const passages = document ? this.papers.placement(document).passages : [];
    if (!document || passages.length === 0) {
      say(vscode.l10n.t('There is no passage here yet: run Highlight evidence first.'));
      return;
    }
    const index = neighbour(passages, await cursorIn(document), direction);
    const passage = passages[index]!;
    await this.show(passage.pieces);
    vscode.window.setStatusBarMessage(
      isScored(passage.question.answer.source)
        ? vscode.l10n.t('Passage {0} of {1}, score {2}', index + 1, passages.length, formatScore(passage.score))
        : vscode.l10n.t('Passage {0} of {1}, named by a language model', index + 1, passages.length),
      3000,
    );
  }

  private async show(pieces: readonly Piece[]): Promise<void> {
    const editor = await revealPiece(pieces[0]!);
    clearTimeout(this.flashTimer);
    if (!editor) {
      say(
        vscode.l10n.t(
          'The passage is in the selected cell, which shows no lights while it is rendered: edit the cell.',
        ),
      );
      return;
    }
    const others = vscode.window.visibleTextEditors.filter(({ document }) => document !== editor.document);
    const editors = [editor, ...others].filter(({ document }) => pieces.some((piece) => piece.document === document));
    for (const each of editors) {
      const here = pieces.filter(({ document }) => document === each.document).map(({ range }) => range);
      each.setDecorations(this.flash, here);
    }
    if (reducesMotion()) this.outlined = editors;
    else this.flashTimer = setTimeout(() => this.darken(editors), FLASH_MS);
  }

  /** Removes a lasting outline when the reader moves the cursor. `kind` is undefined when the extension itself moved it. */
  private moved({ textEditor, kind }: vscode.TextEditorSelectionChangeEvent): void {
    if (!this.outlined.includes(textEditor) || kind === undefined) return;
    this.darken(this.outlined);
    this.outlined = [];
  }

  private darken(editors: readonly vscode.TextEditor[]): void {
    for (const editor of editors) editor.setDecorations(this.flash, []);
  }
}

/** Whether the reader has told VS Code to reduce motion. Extensions cannot see the operating system's own setting. */
function reducesMotion(): boolean {
  return vscode.workspace.getConfiguration('workbench').get('reduceMotion') === 'on';
}

/** Where the cursor is in a paper, as an offset of its text; in a notebook without a cursor, where the selected cell begins. */
async function cursorIn(paper: PaperDocument): Promise<number> {
  const uri = paper.uri.toString();
  const isOfPaper = ({ document }: vscode.TextEditor): boolean => paperOf(document).uri.toString() === uri;
  const { activeTextEditor: active, visibleTextEditors: visible } = vscode.window;
  if (active && isOfPaper(active)) return offsetsIn(paper, active.document, active.selection)?.start ?? 0;
  if (paper instanceof NotebookPaper) {
    const editor = vscode.window.visibleNotebookEditors.find(({ notebook }) => notebook.uri.toString() === uri);
    return paper.startOfCell(editor?.selection.start ?? 0);
  }
  // Beside a preview the cursor of the source moves, and the preview follows. Where only the preview is open, the source is opened.
  const editor = visible.find(isOfPaper) ?? (await showText(paper));
  return paper.offsetAt(editor.selection.active);
}

/** Index of the passage after or before an offset of the text; `passages` are sorted by place. */
function neighbour(passages: readonly Pick<ShownPassage, 'now'>[], offset: number, direction: 1 | -1): number {
  if (direction === 1) {
    const next = passages.findIndex(({ now }) => now.start > offset);
    return next === -1 ? 0 : next;
  }
  const previous = passages.findLastIndex(({ now }) => now.start < offset);
  return previous === -1 ? passages.length - 1 : previous;
}
