import vscode = require('vscode');
import { formatScore } from '../../core/answers/bands';
import { isScored } from '../../core/answers/source';
import { Command } from '../../platform/commands';
import { Disposable } from '../../platform/disposable';
import type { CurrentPaper } from '../../papers/currentPaper';
import { openPaper } from '../../papers/documents';
import type { Papers, ShownPassage } from '../../papers/papers';
import type { Revealer } from '../../papers/revealer';
import type { PassageTarget } from '../../papers/targets';
import { say } from '../../platform/prompts';

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
    this.register(vscode.commands.registerCommand(Command.reveal, (target: PassageTarget) => this.reveal(target)));
  }

  private async reveal(target: PassageTarget): Promise<void> {
    const document = await openPaper(vscode.Uri.parse(target.uri));
    const passage = this.papers.passageOf(document, target);
    const place = passage ?? this.papers.locate(document, target.start, target.end, target.question);
    if (!place) {
      say(vscode.l10n.t('This passage is no longer in the paper: ask again to find the current passages.'));
      return;
    }
    if (passage && this.revealer.isPageOnly(document.uri)) return this.revealer.showOnPage(document, passage);
    await this.revealer.goTo(place.pieces);
  }

  /** Goes to the next or previous passage, and past the last one to the first. */
  private async step(direction: 1 | -1): Promise<void> {
    const { active } = this.currentPaper;
    const document = active && (await openPaper(active));
    const passages = document ? this.papers.placement(document).passages : [];
    if (!document || passages.length === 0) {
      say(vscode.l10n.t('There is no passage here yet: run Highlight evidence first.'));
      return;
    }
    const index = neighbour(passages, await this.revealer.cursorIn(document), direction);
    const passage = passages[index]!;
    // A page alone moves by itself.
    if (this.revealer.isPageOnly(document.uri)) this.revealer.showOnPage(document, passage);
    else await this.revealer.goTo(passage.pieces);
    vscode.window.setStatusBarMessage(
      isScored(passage.question.answer.source)
        ? vscode.l10n.t('Passage {0} of {1}, score {2}', index + 1, passages.length, formatScore(passage.score))
        : vscode.l10n.t('Passage {0} of {1}, named by a language model', index + 1, passages.length),
      3000,
    );
  }
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
