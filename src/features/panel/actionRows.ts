import vscode = require('vscode');
import { formatThreshold } from '../../core/answers/bands';
import { isScored } from '../../core/answers/source';
import { MOST_SHOWN } from '../../core/questions/placing';
import { titleOf } from '../../core/questions/question';
import { shortened } from '../../papers/answerText';
import type { Papers } from '../../papers/papers';
import { Command } from '../../platform/commands';
import { ActionItem } from './items';

/** Longest question in a row with an action, code points. */
const ROW_LENGTH = 80;

/** The rows of the list of passages that run commands. */
export class ActionRows {
  constructor(private readonly papers: Papers) {}

  /** Where all questions are hidden: a row for the latest, which shows it again, and one that leads to the others. */
  hidden(uri: vscode.Uri): ActionItem[] {
    const [latest, ...others] = this.papers.paper(uri).questions;
    const target = { uri: uri.toString(), question: latest!.id };
    const show = vscode.l10n.t('Show “{0}”', shortened(titleOf(latest!), ROW_LENGTH));
    return [
      new ActionItem(show, Command.showQuestion, 'eye', [target]),
      ...(others.length > 0
        ? [new ActionItem(vscode.l10n.t('All questions of this paper'), Command.focusQuestions, 'list-unordered')]
        : []),
    ];
  }

  /**
   * What can be done with the lit questions of a paper.
   *
   * @param shown how many of their passages are listed
   * @param more how many more there are
   */
  lit(uri: vscode.Uri, shown: number, more: number): ActionItem[] {
    return [
      ...this.threshold(uri, shown > 0 && more === 0),
      ...limit(shown, more),
      ...this.again(uri),
      ...this.scope(uri),
      ...this.references(uri),
    ];
  }

  /** A row that shows weaker passages, and one that takes that back while it holds. */
  private threshold(uri: vscode.Uri, isAllShown: boolean): ActionItem[] {
    const { lit, choices, viewed } = this.papers.paper(uri);
    const isOver = lit.every(({ answer }) => answer.state !== 'running');
    const isWeakerPossible = isAllShown && isOver && lit.some(({ answer }) => isScored(answer.source));
    const own = { ...this.papers.view(uri), threshold: undefined, ...choices }.threshold;
    const back =
      own === undefined
        ? vscode.l10n.t('Back to the threshold of the settings')
        : vscode.l10n.t('Back to threshold {0}', formatThreshold(own));
    return [
      ...(isWeakerPossible ? [new ActionItem(vscode.l10n.t('Show weaker'), Command.showWeaker, 'lightbulb')] : []),
      ...(viewed.threshold === choices.threshold ? [] : [new ActionItem(back, Command.ownThreshold, 'discard', [uri])]),
    ];
  }

  /** A question that was stopped or failed has a row that asks it again: what it found until then is not its answer. */
  private again(uri: vscode.Uri): ActionItem[] {
    const question = this.papers.paper(uri).current;
    if (question?.answer.state !== 'cancelled' && question?.answer.state !== 'failed') return [];
    const target = { uri: uri.toString(), question: question.id };
    return [new ActionItem(vscode.l10n.t('Ask again'), Command.askAgain, 'refresh', [target])];
  }

  /** A question about a part of the paper has a row that asks all of it. */
  private scope(uri: vscode.Uri): ActionItem[] {
    const question = this.papers.paper(uri).current;
    if (!question?.answer.scope || question.answer.state === 'running') return [];
    const target = { uri: uri.toString(), question: question.id };
    return [new ActionItem(vscode.l10n.t('Ask the whole paper'), Command.askWholePaper, 'book', [target])];
  }

  /**
   * A row that counts the passages hidden in references and front matter, so that a reader who finds such text knows why it is not in the
   * list.
   */
  private references(uri: vscode.Uri): ActionItem[] {
    const { lit } = this.papers.paper(uri);
    if (lit.length === 0) return [];
    const view = this.papers.view(uri);
    if (view.includeReferences) {
      return [new ActionItem(vscode.l10n.t('Hide references and front matter'), Command.hideReferences, 'eye-closed')];
    }
    const isOver = lit.every(({ answer }) => answer.state !== 'running');
    const count = isOver ? lit.reduce((sum, { answer }) => sum + answer.leftOut(view), 0) : 0;
    if (count === 0) return [];
    return [new ActionItem(vscode.l10n.t('In references and front matter: {0}', count), Command.showReferences, 'eye')];
  }
}

/** A row that shows the rest of very many passages, or hides it again. */
function limit(shown: number, more: number): ActionItem[] {
  if (more > 0) {
    return [new ActionItem(vscode.l10n.t('Show all {0}', shown + more), Command.showAllPassages, 'unfold')];
  }
  if (shown <= MOST_SHOWN) return [];
  return [new ActionItem(vscode.l10n.t('Show the best {0}', MOST_SHOWN), Command.showBestPassages, 'fold')];
}
