import vscode = require('vscode');
import { quotedText } from '../../core/answers/readableText';
import { citationOf } from '../../core/quotes/citation';
import { quoteOf } from '../../core/quotes/quote';
import { Command } from '../../platform/commands';
import { Disposable } from '../../platform/disposable';
import { formatOfPaper, openPaper, type PaperDocument, paperOf } from '../../papers/documents';
import type { Papers, ShownPassage } from '../../papers/papers';
import { linkFromAnywhere } from '../../papers/links';
import { asPassageTarget } from '../../papers/targets';
import { say } from '../../platform/prompts';

/** Copies a passage with its source. The passage comes from the hover, the panel or the cursor. */
export class Quotes extends Disposable {
  constructor(private readonly papers: Papers) {
    super();
    this.register(vscode.commands.registerCommand(Command.copyQuote, (from?: unknown) => this.copy(from)));
  }

  private async copy(from: unknown): Promise<void> {
    const quote = await this.quote(from);
    if (quote === undefined) {
      say(vscode.l10n.t('Put the cursor on a lit passage to copy it as a quote.'));
      return;
    }
    await vscode.env.clipboard.writeText(quote);
    vscode.window.setStatusBarMessage(vscode.l10n.t('Quote copied'), 3000);
  }

  private async quote(from: unknown): Promise<string | undefined> {
    const target = asPassageTarget(from);
    if (!target) {
      const editor = vscode.window.activeTextEditor;
      const passage = editor && this.papers.passageAt(editor.document, editor.selection.active);
      return passage && quoteIn(paperOf(editor.document), passage);
    }
    const document = await openPaper(vscode.Uri.parse(target.uri));
    const passage = this.papers.passageOf(document, target);
    return passage && quoteIn(document, passage);
  }
}

/** The quote has the words that are in the paper now, because a reader copies what is on the screen. */
function quoteIn(document: PaperDocument, passage: ShownPassage): string {
  const { now, range, cell, section, question } = passage;
  const line = range.start.line + 1;
  const text = document.getText();
  return quoteOf({
    ...citationOf(text, question.answer.outline?.headings ?? [], formatOfPaper(document)),
    text: quotedText(question.answer.outline, passage, text, now),
    section,
    line,
    ...(cell === undefined ? {} : { cell }),
    file: vscode.workspace.asRelativePath(document.uri),
    ...(document.isUntitled ? {} : { link: linkFromAnywhere(document.uri, line) }),
  });
}
