import vscode = require('vscode');
import { Command } from '../../platform/commands';
import { Disposable } from '../../platform/disposable';
import type { CurrentPaper } from '../../papers/currentPaper';
import type { Papers } from '../../papers/papers';

/** Lights the reference list and the front matter of the paper at hand too, or no longer. No engine runs and no setting is written. */
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
