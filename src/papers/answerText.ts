import vscode = require('vscode');
import type { Answer, Scope, View } from '../core/answers/answer';
import { formatScore, formatThreshold, isSomething } from '../core/answers/bands';
import { linesOf } from '../core/questions/scope';
import { isBuiltIn, isKeyword, isScored, sourceName } from '../core/answers/source';
import { readableByKeywords } from '../core/keyword/language';

/** Longest question in a message, code points: a longer one would fill the panel. */
const QUESTION_LENGTH = 200;

/**
 * What the views say of the latest answer: its progress, what was found, or why nothing is lit.
 *
 * @param own how many passages of this answer are lit
 * @param all how many passages of all lit questions are lit
 */
export function summaryOf(
  answer: Answer,
  view: View,
  { questions, own, all }: { readonly questions: number; readonly own: number; readonly all: number },
): string {
  const question = askedText(answer);
  const threshold = formatThreshold(view.threshold);
  if (answer.isWaiting) {
    return vscode.l10n.t(
      '{0}: waits for a later question, {1} of {2} parts read',
      question,
      answer.scored,
      answer.total,
    );
  }
  if (answer.state === 'running' && answer.total === 0) return vscode.l10n.t('{0}: reading the paper', question);
  if (answer.state === 'running') {
    return vscode.l10n.t('{0}: {1} of {2} parts read', question, answer.scored, answer.total);
  }
  if (answer.state === 'failed') return vscode.l10n.t('{0}: could not be answered', question);
  if (answer.state === 'cancelled' && own === 0 && questions <= 1) {
    return vscode.l10n.t(
      '{0}: stopped before the end, after {1} of {2} parts: ask again to read the rest.',
      question,
      answer.scored,
      answer.total,
    );
  }
  const stopped = answer.state === 'cancelled' ? vscode.l10n.t('Stopped before the end.') : '';
  // A count has no full stop of its own.
  const afterCount = stopped === '' ? '' : `. ${stopped}`;
  if (questions > 1) {
    const several = vscode.l10n.t('{0} questions lit: passages at {1} or above: {2}', questions, threshold, all);
    return own > 0
      ? several + afterCount
      : [`${several}.`, nothingLit(answer, view), stopped].filter(Boolean).join(' ');
  }
  if (!isScored(answer.source)) {
    return vscode.l10n.t('{0}: passages named by {1}: {2}', question, sourceName(answer.source), own) + afterCount;
  }
  if (own > 0) return vscode.l10n.t('{0}: passages at {1} or above: {2}', question, threshold, own) + afterCount;
  return [nothingLit(answer, view), stopped].filter(Boolean).join(' ');
}

/** A question in quotation marks, with the lines that it was limited to. */
function askedText({ question, text, scope }: Answer): string {
  const words = shortened(question, QUESTION_LENGTH);
  if (!scope) return `“${words}”`;
  return vscode.l10n.t('“{0}”, asked of {1} only', words, linesText(text, scope));
}

/** The lines of a part of a text. */
export function linesText(text: string, scope: Scope): string {
  const [first, last] = linesOf(text, scope);
  return first === last ? vscode.l10n.t('line {0}', first) : vscode.l10n.t('lines {0} to {1}', first, last);
}

/** Why no passage of an answer is lit, and what may help. */
export function nothingLit(answer: Answer, view: View): string {
  const question = askedText(answer);
  if (answer.passages(view).length > 0) {
    return vscode.l10n.t('{0}: every passage found is rejected, or no longer in the paper.', question);
  }
  return [`${question}: ${bestBelow(view.threshold, answer.best(view))}`, ...hintsOf(answer)].join(' ');
}

/** What may help where nothing was found. */
function hintsOf({ source, question }: Answer): string[] {
  // Keyword matching itself refuses a question in another language.
  if (isKeyword(source)) return [vscode.l10n.t('Keyword matching needs words that the paper uses.')];
  const isForeign = isBuiltIn(source) && !readableByKeywords(question);
  return isForeign ? [vscode.l10n.t('The built-in model reads English only: ask in English.')] : [];
}

/** Says that nothing reaches the threshold, with the score of the best passage below it unless that reads 0.00. */
export function bestBelow(threshold: number, best: number): string {
  if (!isSomething(best)) return vscode.l10n.t('Nothing found: no passage scores above 0.00.');
  return vscode.l10n.t(
    'Nothing above {0}. The best passage has {1}.',
    formatThreshold(threshold),
    formatScore(best, threshold),
  );
}

/** @param all how many there are, when more than are shown */
export function passagesText(count: number, all = count): string {
  if (all > count) return vscode.l10n.t('{0} of {1} passages', count, all);
  return count === 1 ? vscode.l10n.t('1 passage') : vscode.l10n.t('{0} passages', count);
}

/** Says that a paper has questions, but that none of them is lit. */
export function hiddenText(count: number): string {
  return count === 1
    ? vscode.l10n.t('The question of this paper is hidden: show it again in the list of questions.')
    : vscode.l10n.t('The {0} questions of this paper are hidden: show one again in the list of questions.', count);
}

/** A question as one line, cut to a length in code points. */
export function shortened(text: string, length: number): string {
  const characters = Array.from(text.replace(/\s+/g, ' ').trim());
  return characters.length <= length ? characters.join('') : `${characters.slice(0, length - 1).join('')}…`;
}
