import vscode = require('vscode');
import { formatScore } from '../../core/answers/bands';
import { isScored } from '../../core/answers/source';
import { Command } from '../../platform/commands';
import { Disposable } from '../../platform/disposable';
import { showPaper } from '../../papers/documents';
import type { CurrentPaper } from '../../papers/currentPaper';
import type { Papers, ShownPassage } from '../../papers/papers';
import type { PassageTarget } from '../../papers/targets';
import { say } from '../../platform/prompts';

/** How long a revealed passage flashes, milliseconds. */
const FLASH_MS = 700;

/** How a passage is revealed. */
interface RevealOptions {
  /** Whether the keyboard stays where it is. */
  readonly preserveFocus?: boolean;
}

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
  /** The editor with an outline that stays, for readers who have switched motion off. */
  private outlined: vscode.TextEditor | undefined;

  constructor(
    private readonly papers: Papers,
    private readonly currentPaper: CurrentPaper,
  ) {
    super();
    this.register(vscode.commands.registerCommand(Command.next, () => this.step(1)));
    this.register(vscode.commands.registerCommand(Command.previous, () => this.step(-1)));
    this.register(
      vscode.commands.registerCommand(Command.reveal, (target: PassageTarget, options?: RevealOptions) =>
        this.reveal(target, options),
      ),
    );
    this.register(vscode.window.onDidChangeTextEditorSelection((event) => this.moved(event)));
    this.register({ dispose: () => clearTimeout(this.flashTimer) });
  }

  private async reveal(target: PassageTarget, { preserveFocus = false }: RevealOptions = {}): Promise<void> {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(target.uri));
    const passage = this.papers.passageOf(document, target);
    const range = this.papers.locate(document, target.start, target.end, target.question);
    const pieces = passage?.pieces ?? (range && [range]);
    if (!pieces) {
      say(vscode.l10n.t('This passage is no longer in the paper: ask again to find the current passages.'));
      return;
    }
    this.show(await showPaper(document, { preserveFocus }), pieces, passage?.answering);
  }

  /** Moves the cursor to the next or previous passage, and past the last one to the first. */
  private async step(direction: 1 | -1): Promise<void> {
    const { active } = this.currentPaper;
    const document = active && (await vscode.workspace.openTextDocument(active));
    const passages = document ? byAnswer(this.papers.placement(document).passages) : [];
    if (!document || passages.length === 0) {
      say(vscode.l10n.t('There is no passage here yet: run Highlight evidence first.'));
      return;
    }
    const shown = vscode.window.visibleTextEditors.filter((editor) => editor.document === document);
    const editing = shown.find((editor) => editor === vscode.window.activeTextEditor);
    // Beside a preview the cursor of the source moves, and the preview follows. Where only the preview is open, the source is opened.
    const editor = editing ?? shown[0] ?? (await showPaper(document));
    const index = neighbour(passages, editor.selection.active, direction);
    const passage = passages[index]!;
    this.show(editor, passage.pieces, passage.answering);
    vscode.window.setStatusBarMessage(
      isScored(passage.question.answer.source)
        ? vscode.l10n.t('Passage {0} of {1}, score {2}', index + 1, passages.length, formatScore(passage.score))
        : vscode.l10n.t('Passage {0} of {1}, named by a language model', index + 1, passages.length),
      3000,
    );
  }

  /** Moves the cursor to where a passage begins to answer, and flashes the passage. */
  private show(editor: vscode.TextEditor, pieces: readonly vscode.Range[], answering = pieces): void {
    const [first] = answering;
    editor.selection = new vscode.Selection(first!.start, first!.start);
    editor.revealRange(first!, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
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

/** Whether the reader has told VS Code to reduce motion. Extensions cannot see the operating system's own setting. */
function reducesMotion(): boolean {
  return vscode.workspace.getConfiguration('workbench').get('reduceMotion') === 'on';
}

/** Passages by the place where they begin to answer: there the cursor goes. */
function byAnswer(passages: readonly ShownPassage[]): ShownPassage[] {
  return [...passages].sort((a, b) => answerStart(a).compareTo(answerStart(b)));
}

function answerStart({ answering, range }: ShownPassage): vscode.Position {
  return answering[0]?.start ?? range.start;
}

/** Index of the passage after or before a position; `passages` are sorted by `byAnswer`. */
function neighbour(passages: readonly ShownPassage[], position: vscode.Position, direction: 1 | -1): number {
  if (direction === 1) {
    const next = passages.findIndex((passage) => answerStart(passage).isAfter(position));
    return next === -1 ? 0 : next;
  }
  const previous = passages.findLastIndex((passage) => answerStart(passage).isBefore(position));
  return previous === -1 ? passages.length - 1 : previous;
}
