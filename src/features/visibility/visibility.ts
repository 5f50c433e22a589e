import vscode = require('vscode');
import { formatThreshold, thresholdBelow } from '../../core/answers/bands';
import { STEP, weakerThreshold } from '../../core/questions/marks';
import { Command } from '../../platform/commands';
import { Disposable } from '../../platform/disposable';
import type { Settings } from '../../platform/settings';
import { documentOf } from '../../papers/documents';
import type { CurrentPaper } from '../../papers/currentPaper';
import type { Papers } from '../../papers/papers';
import { say } from '../../platform/prompts';

/** Moves the threshold of the current paper. Only `saveThreshold` writes a setting, and no engine runs. */
export class Threshold extends Disposable {
  constructor(
    private readonly papers: Papers,
    private readonly settings: Settings,
    private readonly currentPaper: CurrentPaper,
  ) {
    super();
    const command = (id: string, run: (uri: vscode.Uri) => void | Promise<void>): void => {
      this.register(vscode.commands.registerCommand(id, (from?: unknown) => this.withPaper(from, run)));
    };
    command(Command.lowerThreshold, (uri) => this.move(uri, -STEP));
    command(Command.raiseThreshold, (uri) => this.move(uri, STEP));
    command(Command.showWeaker, (uri) => this.showWeaker(uri));
    command(Command.ownThreshold, (uri) => this.papers.change(uri, (paper) => paper.showWeaker(undefined)));
    command(Command.saveThreshold, (uri) => this.save(uri));
  }

  private withPaper(from: unknown, run: (uri: vscode.Uri) => void | Promise<void>): void | Promise<void> {
    const uri = from instanceof vscode.Uri ? from : this.currentPaper.uri;
    if (uri && this.papers.paper(uri).current) return run(uri);
    say(vscode.l10n.t('There is no passage here yet: run Highlight evidence first.'));
  }

  private move(uri: vscode.Uri, step: number): void {
    const { threshold } = this.papers.view(uri);
    // Lands on multiples of the step, so that five steps up and five down end where they began.
    const next = Math.round((threshold + step) / STEP) * STEP;
    this.set(uri, Math.min(1, Math.max(0.01, Number(next.toFixed(2)))));
  }

  /**
   * Lowers the threshold, for what is lit now, by the steps that it takes to show more than the reader sees: more than is lit or, where
   * nothing is, more than the list offers.
   */
  private showWeaker(uri: vscode.Uri): void {
    const document = documentOf(uri);
    if (!document) return;
    const { passages, moreCount } = this.papers.placement(document);
    const offered = this.papers.weaker(document);
    const seen = offered.length > 0 ? offered.length : passages.length + moreCount;
    const weakest = offered.at(-1);
    const lower =
      weakerThreshold(this.papers.paper(uri).lit, this.papers.view(uri), seen) ??
      (weakest && thresholdBelow(weakest.score));
    if (lower === undefined) return say(vscode.l10n.t('There are no weaker passages to show.'));
    this.papers.change(uri, (paper) => paper.showWeaker(lower));
    vscode.window.setStatusBarMessage(
      vscode.l10n.t('Threshold {0} until the next question', formatThreshold(lower)),
      3000,
    );
  }

  private async save(uri: vscode.Uri): Promise<void> {
    const { threshold } = this.papers.view(uri);
    await this.settings.saveThreshold(uri, threshold);
    this.papers.change(uri, (paper) => paper.setThreshold(undefined));
    vscode.window.setStatusBarMessage(
      vscode.l10n.t('Threshold {0} saved in settings', formatThreshold(threshold)),
      3000,
    );
  }

  private set(uri: vscode.Uri, threshold: number): void {
    this.papers.change(uri, (paper) => paper.setThreshold(threshold));
    vscode.window.setStatusBarMessage(vscode.l10n.t('Threshold {0} for this paper', formatThreshold(threshold)), 3000);
  }
}

/** Shows or hides the reference list and front matter of the current paper. No engine runs and no setting is written. */
export class References extends Disposable {
  constructor(
    private readonly papers: Papers,
    private readonly currentPaper: CurrentPaper,
  ) {
    super();
    this.register(vscode.commands.registerCommand(Command.showReferences, () => this.include(true)));
    this.register(vscode.commands.registerCommand(Command.hideReferences, () => this.include(false)));
  }

  private include(include: boolean): void {
    const { uri } = this.currentPaper;
    if (uri) this.papers.change(uri, (paper) => paper.setIncludeReferences(include));
  }
}
