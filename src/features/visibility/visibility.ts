import vscode = require('vscode');
import { formatThreshold, thresholdBelow } from '../../core/answers/bands';
import { Command } from '../../platform/commands';
import { Disposable } from '../../platform/disposable';
import type { Settings } from '../../platform/settings';
import { documentOf } from '../../papers/documents';
import type { CurrentPaper } from '../../papers/currentPaper';
import type { Papers } from '../../papers/papers';
import { say } from '../../platform/prompts';

/** How far one action moves the threshold. */
const STEP = 0.05;

/** Moves the threshold of the current paper. Only `saveThreshold` writes a setting, and no engine runs. */
export class Threshold extends Disposable {
  constructor(
    private readonly papers: Papers,
    private readonly settings: Settings,
    private readonly currentPaper: CurrentPaper,
  ) {
    super();
    const command = (id: string, run: (uri: vscode.Uri) => void | Promise<void>): void => {
      this.register(vscode.commands.registerCommand(id, () => this.withPaper(run)));
    };
    command(Command.lowerThreshold, (uri) => this.move(uri, -STEP));
    command(Command.raiseThreshold, (uri) => this.move(uri, STEP));
    command(Command.showWeaker, (uri) => this.showWeaker(uri));
    command(Command.saveThreshold, (uri) => this.save(uri));
  }

  private withPaper(run: (uri: vscode.Uri) => void | Promise<void>): void | Promise<void> {
    const { uri } = this.currentPaper;
    if (uri && this.papers.paper(uri).current) return run(uri);
    say(vscode.l10n.t('There is no passage here yet: run Highlight evidence first.'));
  }

  private move(uri: vscode.Uri, step: number): void {
    const { threshold } = this.papers.view(uri);
    // Lands on multiples of the step, so that five steps up and five down end where they began.
    const next = Math.round((threshold + step) / STEP) * STEP;
    this.set(uri, Math.min(1, Math.max(0.01, Number(next.toFixed(2)))));
  }

  /** Lowers the threshold just enough to light the passages that the panel offers. Where something is lit already, lowers it by a step. */
  private showWeaker(uri: vscode.Uri): void {
    const document = documentOf(uri);
    const weakest = document ? this.papers.weaker(document).at(-1) : undefined;
    if (weakest) return this.set(uri, thresholdBelow(weakest.score));
    const view = this.papers.view(uri);
    if (this.papers.paper(uri).lit.some(({ answer }) => answer.best(view) > 0)) return this.move(uri, -STEP);
    say(vscode.l10n.t('There are no weaker passages to show.'));
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
