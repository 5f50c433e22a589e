import vscode = require('vscode');
import { formatScore } from '../../core/answers/bands';
import { isScored } from '../../core/answers/source';
import { Command } from '../../platform/commands';
import { Disposable } from '../../platform/disposable';
import { showPaper } from '../../papers/documents';
import type { CurrentPaper } from '../../papers/currentPaper';
import type { Papers, ShownPassage } from '../../papers/papers';
import type { PassageTarget } from '../../papers/targets';
import { editorsOf, type Revealer } from '../../papers/revealer';
import { say } from '../../platform/prompts';

/** How a passage is revealed. */
interface RevealOptions {
  /** Whether the keyboard stays where it is. */
  readonly preserveFocus?: boolean;
}

/** Goes from passage to passage and shows one on request. */
export class Navigation extends Disposable {
  constructor(
    private readonly papers: Papers,
    private readonly currentPaper: CurrentPaper,
    private readonly revealer: Revealer,
  ) {
    super();
    this.register(vscode.commands.registerCommand(Command.next, () => this.step(1)));
    this.register(vscode.commands.registerCommand(Command.previous, () => this.step(-1)));
    this.register(
      vscode.commands.registerCommand(Command.reveal, (target: PassageTarget, options?: RevealOptions) =>
        this.reveal(target, options),
      ),
    );
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
    if (passage && this.revealer.isPageOnly(document.uri)) return this.revealer.showOnPage(document, passage);
    this.revealer.goTo(await showPaper(document, { preserveFocus }), passage?.answering ?? pieces);
  }

  /** Goes to the next or previous passage, and past the last one to the first. */
  private async step(direction: 1 | -1): Promise<void> {
    const { active } = this.currentPaper;
    const document = active && (await vscode.workspace.openTextDocument(active));
    const passages = document ? byAnswer(this.papers.placement(document).passages) : [];
    if (!document || passages.length === 0) {
      say(vscode.l10n.t('There is no passage here yet: run Highlight evidence first.'));
      return;
    }
    const isPageOnly = this.revealer.isPageOnly(document.uri);
    // Beside a preview the cursor of the source moves, and the preview follows. A page alone moves by itself.
    const editor = isPageOnly ? undefined : (editorsOf(document.uri)[0] ?? (await showPaper(document)));
    const from = editor?.selection.active ?? this.revealer.positionOnPage(document);
    const index = neighbour(passages, from, direction);
    const passage = passages[index]!;
    if (editor) this.revealer.goTo(editor, passage.answering);
    else this.revealer.showOnPage(document, passage);
    vscode.window.setStatusBarMessage(
      isScored(passage.question.answer.source)
        ? vscode.l10n.t('Passage {0} of {1}, score {2}', index + 1, passages.length, formatScore(passage.score))
        : vscode.l10n.t('Passage {0} of {1}, named by a language model', index + 1, passages.length),
      3000,
    );
  }
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
