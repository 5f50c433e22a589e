import * as vscode from 'vscode';
import { quoteOf } from '../../core/quotes/quote';
import { Command } from '../../platform/commands';
import { Disposable } from '../../platform/disposable';
import type { Papers } from '../papers/papers';
import { asPassageTarget, type PassageTarget, targetOf } from '../papers/targets';

/** Copies a passage with its source: from the hover, the panel, or at the cursor. */
export class Quotes extends Disposable {
  constructor(private readonly papers: Papers) {
    super();
    this.register(vscode.commands.registerCommand(Command.copyQuote, (from?: unknown) => this.copy(from)));
  }

  private async copy(from: unknown): Promise<void> {
    const target = asPassageTarget(from) ?? this.atCursor();
    const passage = target && (await this.find(target));
    if (!passage) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t('Put the cursor on a lit passage to copy it as a quote.'),
      );
      return;
    }
    await vscode.env.clipboard.writeText(passage);
    vscode.window.setStatusBarMessage(vscode.l10n.t('Quote copied'), 3000);
  }

  private atCursor(): PassageTarget | undefined {
    const editor = vscode.window.activeTextEditor;
    if (!editor) return undefined;
    const passage = this.papers.passages(editor.document).find(({ range }) => range.contains(editor.selection.active));
    return passage && targetOf(editor.document.uri, passage);
  }

  /** The quote has the words that stand in the paper now: a reader copies what is seen. */
  private async find(target: PassageTarget): Promise<string | undefined> {
    const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(target.uri));
    const id = target.question ?? this.papers.current(document.uri)?.id;
    const passage = this.papers
      .passages(document)
      .find(({ question, start, end }) => question.id === id && start === target.start && end === target.end);
    if (!passage) return undefined;
    return quoteOf({
      text: document.getText(passage.range),
      section: passage.section,
      line: passage.range.start.line + 1,
      file: vscode.workspace.asRelativePath(document.uri),
    });
  }
}
