import vscode = require('vscode');
import { Command } from '../../platform/commands';
import { Disposable } from '../../platform/disposable';
import { passagesText } from '../../papers/answerText';
import type { CurrentPaper } from '../../papers/currentPaper';
import type { Papers } from '../../papers/papers';

/**
 * Shows below a paper how many passages are lit, and how much has been read: passages may be out of view and the panel closed. A click
 * goes to the next passage or, when there is none, to the panel, which says why.
 */
export class PassageCount extends Disposable {
  private readonly item = this.register(
    vscode.window.createStatusBarItem('evidence.count', vscode.StatusBarAlignment.Left),
  );
  private shown = '';

  constructor(
    private readonly papers: Papers,
    private readonly currentPaper: CurrentPaper,
  ) {
    super();
    this.item.name = vscode.l10n.t('Evidence Lens');
    this.register(currentPaper.onDidChange(() => this.refresh()));
    this.refresh();
  }

  /** The text on the screen; empty when the item is hidden. */
  get text(): string {
    return this.shown;
  }

  private refresh(): void {
    const { isActive, document } = this.currentPaper;
    const answer = document && this.papers.paper(document.uri).current?.answer;
    if (!isActive || !document || !answer) {
      this.shown = '';
      this.item.hide();
      return;
    }
    const { passages: lit, moreCount } = this.papers.placement(document);
    const count = lit.length;
    const isReading = answer.state === 'running';
    const progress =
      answer.total === 0
        ? vscode.l10n.t('reading the paper')
        : vscode.l10n.t('{0} of {1} parts', answer.scored, answer.total);
    const passages = passagesText(count, count + moreCount);
    this.shown = !isReading ? passages : count === 0 ? progress : `${passages}, ${progress}`;
    this.item.text = `$(${isReading ? 'loading~spin' : 'search-fuzzy'}) ${this.shown}`;
    this.item.command = count > 0 ? Command.next : Command.focusPassages;
    this.item.tooltip =
      count > 0 ? vscode.l10n.t('Go to the next passage') : vscode.l10n.t('Show the list of passages');
    // A screen reader says what changes in a `status`: the count of an answer, but not each part that is read.
    const role = isReading ? {} : { role: 'status' };
    this.item.accessibilityInformation = { label: vscode.l10n.t('Evidence: {0}', this.shown), ...role };
    this.item.show();
  }
}
