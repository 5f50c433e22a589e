import vscode = require('vscode');
import { formatScore } from '../../core/answers/bands';
import { isScored } from '../../core/answers/source';
import { Command } from '../../platform/commands';
import { Disposable } from '../../platform/disposable';
import { hiddenText, summaryOf } from '../../papers/answerText';
import type { CurrentPaper } from '../../papers/currentPaper';
import { offsetsIn, openPaper, type PaperDocument } from '../../papers/documents';
import type { Piece } from '../../papers/notebookPaper';
import type { Papers, ShownPassage } from '../../papers/papers';
import type { Revealer } from '../../papers/revealer';
import type { PassageTarget } from '../../papers/targets';
import { say } from '../../platform/prompts';

/** How a passage is revealed. */
interface RevealOptions {
  /** Whether the keyboard stays where it is. */
  readonly preserveFocus?: boolean;
}

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
    this.register(
      vscode.commands.registerCommand(Command.reveal, (target: PassageTarget, options?: RevealOptions) =>
        this.reveal(target, options),
      ),
    );
  }

  private async reveal(target: PassageTarget, { preserveFocus = false }: RevealOptions = {}): Promise<void> {
    const document = await openPaper(vscode.Uri.parse(target.uri));
    const passage = this.papers.passageOf(document, target);
    const place = passage ?? this.papers.locate(document, target.start, target.end, target.question);
    if (!place) {
      say(vscode.l10n.t('This passage is no longer in the paper: ask again to find the current passages.'));
      return;
    }
    if (passage && this.revealer.isPageOnly(document.uri)) return this.revealer.showOnPage(document, passage);
    await this.revealer.goTo(passage?.answering ?? place.pieces, preserveFocus);
  }

  /** Goes to the next or previous passage, and past the last one to the first. */
  private async step(direction: 1 | -1): Promise<void> {
    const { active } = this.currentPaper;
    const document = active && (await openPaper(active));
    const passages = document ? byAnswer(document, this.papers.placement(document).passages) : [];
    if (!document || passages.length === 0) {
      return say(this.nothingToGoTo(document));
    }
    const index = neighbour(passages, await this.revealer.placeOfReader(document), direction);
    const { passage } = passages[index]!;
    // A page alone moves by itself.
    if (this.revealer.isPageOnly(document.uri)) this.revealer.showOnPage(document, passage);
    else await this.revealer.goTo(passage.answering, isVisible(passage.answering[0]));
    vscode.window.setStatusBarMessage(
      isScored(passage.question.answer.source)
        ? vscode.l10n.t('Passage {0} of {1}, score {2}', index + 1, passages.length, formatScore(passage.score))
        : vscode.l10n.t('Passage {0} of {1}, named by a language model', index + 1, passages.length),
      3000,
    );
  }

  /** Why there is no passage to go to: nothing was asked, the questions are hidden, still being read, or nothing is lit. */
  private nothingToGoTo(document: PaperDocument | undefined): string {
    const paper = document && this.papers.paper(document.uri);
    if (!document || !paper || paper.questions.length === 0) {
      return vscode.l10n.t('There is no passage here yet: run Highlight evidence first.');
    }
    if (!paper.current) return hiddenText(paper.questions.length);
    const view = this.papers.view(document.uri);
    return summaryOf(paper.current.answer, view, { questions: paper.lit.length, own: 0, all: 0 });
  }
}

/** Whether an editor shows a piece already: then it moves, and the focus stays in the list or on the page beside it. */
function isVisible(piece: Piece | undefined): boolean {
  return vscode.window.visibleTextEditors.some(({ document }) => document === piece?.document);
}

/** A passage with the offset where it begins to answer: there the cursor goes. */
interface Stop {
  readonly passage: ShownPassage;
  readonly start: number;
}

/** Passages by the place where they begin to answer. */
function byAnswer(paper: PaperDocument, passages: readonly ShownPassage[]): Stop[] {
  const startOf = ({ answering: [first], now }: ShownPassage): number =>
    (first && offsetsIn(paper, first.document, first.range)?.start) ?? now.start;
  return passages.map((passage) => ({ passage, start: startOf(passage) })).sort((a, b) => a.start - b.start);
}

/** Index of the passage after or before an offset of the text; `stops` are sorted by `byAnswer`. */
function neighbour(stops: readonly Stop[], offset: number, direction: 1 | -1): number {
  if (direction === 1) {
    const next = stops.findIndex(({ start }) => start > offset);
    return next === -1 ? 0 : next;
  }
  const previous = stops.findLastIndex(({ start }) => start < offset);
  return previous === -1 ? stops.length - 1 : previous;
}
