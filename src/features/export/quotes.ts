import vscode = require('vscode');
import { readableText } from '../../core/answers/readableText';
import { isNotebook } from '../../core/paper/format';
import { editorLink, type FilePlace, relativeLink } from '../../core/quotes/links';
import { citationOf } from '../../core/quotes/citation';
import { quoteOf } from '../../core/quotes/quote';
import { Command } from '../../platform/commands';
import { Disposable } from '../../platform/disposable';
import { openPaper, type PaperDocument, paperOf } from '../../papers/documents';
import type { Papers, ShownPassage } from '../../papers/papers';
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
    ...citationOf(text, question.answer.outline?.headings ?? []),
    text: readableText(question.answer.outline, passage, text, now),
    section,
    line,
    ...(cell === undefined ? {} : { cell }),
    file: vscode.workspace.asRelativePath(document.uri),
    ...(document.isUntitled ? {} : { link: linkFromAnywhere(document.uri, line) }),
  });
}

/**
 * A link to a line of a paper that works wherever it is pasted: it opens the editor on this machine. A file that is not on this
 * machine's disk can have no such link, and gets its path in the workspace instead.
 */
function linkFromAnywhere(paper: vscode.Uri, line: number): string {
  const place = placeIn(paper, line);
  if (paper.scheme === 'file' && vscode.env.remoteName === undefined) {
    return editorLink(vscode.env.uriScheme, place);
  }
  const folder = vscode.workspace.getWorkspaceFolder(paper)?.uri.path ?? '';
  return relativeLink(`${folder}/`, place);
}

/** A link from another file to a line of a paper. It is relative, so that both files can move together, unless they are on different disks. */
export function linkFrom(file: vscode.Uri, paper: vscode.Uri, line: number): string {
  const areNeighbours = file.scheme === paper.scheme && file.authority === paper.authority;
  return areNeighbours ? relativeLink(file.path, placeIn(paper, line)) : linkFromAnywhere(paper, line);
}

/** A line as links name it. The lines of a notebook are those of its cells, which no link can name. */
function placeIn({ path }: vscode.Uri, line: number): FilePlace {
  return isNotebook(path) ? { path } : { path, line };
}
