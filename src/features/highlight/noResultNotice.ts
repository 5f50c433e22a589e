import vscode = require('vscode');
import { Command } from '../../platform/commands';
import type { Prompts } from '../../platform/prompts';
import { nothingLit } from '../../papers/answerText';
import type { PaperDocument } from '../../papers/documents';
import type { Papers } from '../../papers/papers';
import type { QuestionTarget } from '../../papers/targets';

/** Tells the reader that a question found nothing. The panel says it too, but may be closed; then nothing on the screen would change. */
export class NoResultNotice {
  constructor(
    private readonly papers: Papers,
    private readonly prompts: Prompts,
    private readonly panel: { readonly isVisible: boolean },
  ) {}

  /** Reports on the latest question of a document when nothing is lit and the panel is closed. */
  async tell(document: PaperDocument): Promise<void> {
    const { uri } = document;
    const question = this.papers.paper(uri).current;
    if (!question || document.isClosed || this.panel.isVisible) return;
    const { answer } = question;
    if (this.papers.placement(document).passages.some((passage) => passage.question.answer === answer)) return;
    const view = this.papers.view(uri);
    if (answer.scope)
      return await this.offerWhole(nothingLit(answer, view), { uri: uri.toString(), question: question.id });
    const hasWeaker = this.papers.weaker(document).length > 0;
    const weaker = vscode.l10n.t('Show Weaker');
    const references = vscode.l10n.t('Look in References Too');
    const choice = await this.prompts.tell(
      'information',
      nothingLit(answer, view),
      ...(hasWeaker ? [weaker] : []),
      ...(answer.leftOut(view) > 0 ? [references] : []),
    );
    // The reader may look at another paper by now, but the message was about this one.
    if (choice === weaker) await vscode.commands.executeCommand(Command.showWeaker, uri);
    if (choice === references) this.papers.change(uri, (paper) => paper.setIncludeReferences(true));
  }

  /** A question about a part of the paper found nothing there: the rest of the paper is the next place to look. */
  private async offerWhole(message: string, target: QuestionTarget): Promise<void> {
    const whole = vscode.l10n.t('Ask the Whole Paper');
    const choice = await this.prompts.tell('information', message, whole);
    if (choice === whole) await vscode.commands.executeCommand(Command.askWholePaper, target);
  }
}
