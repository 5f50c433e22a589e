import vscode = require('vscode');
import { thresholdBelow } from '../../core/answers/bands';
import type { Prompts } from '../../platform/prompts';
import { nothingLit } from '../../papers/answerText';
import type { Papers } from '../../papers/papers';

/** Says that a question found nothing, where the reader would see no change at all: the panel says it too, but may be closed. */
export class NoResultNotice {
  constructor(
    private readonly papers: Papers,
    private readonly prompts: Prompts,
    private readonly panel: { readonly isVisible: boolean },
  ) {}

  /** Tells what came of the latest question of a document, when nothing is lit and the panel is not open. */
  async tell(document: vscode.TextDocument): Promise<void> {
    const { uri } = document;
    const answer = this.papers.paper(uri).current?.answer;
    if (!answer || this.panel.isVisible) return;
    if (this.papers.placement(document).passages.some(({ question }) => question.answer === answer)) return;
    const view = this.papers.view(uri);
    const best = answer.best(view);
    const weaker = vscode.l10n.t('Show Weaker');
    const references = vscode.l10n.t('Look in References Too');
    const choice = await this.prompts.tell(
      'information',
      nothingLit(answer, view),
      ...(best > 0 ? [weaker] : []),
      ...(answer.leftOut(view) > 0 ? [references] : []),
    );
    // The reader may look at another paper by now: what was said was said of this one.
    if (choice === weaker) this.papers.change(uri, (paper) => paper.setThreshold(thresholdBelow(best)));
    if (choice === references) this.papers.change(uri, (paper) => paper.setIncludeReferences(true));
  }
}
