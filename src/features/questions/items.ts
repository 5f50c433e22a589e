import vscode = require('vscode');
import { sourceName } from '../../core/answers/source';
import { type Question, slotSign, titleOf } from '../../core/questions/question';
import { plainMarkdown } from '../../core/text/plainMarkdown';
import { Command } from '../../platform/commands';
import { passagesText, shortened } from '../../papers/answerText';
import type { QuestionTarget } from '../../papers/targets';

/** Longest label of a list row; the tooltip has more of the question. */
const LABEL_LENGTH = 200;
/** Code points of a question in its tooltip. */
const TOOLTIP_LENGTH = 2000;

/** What a row shows beside the words of its question. */
export interface QuestionState {
  /** How many passages it has under the paper's view. */
  readonly passages: number;
  /** How many of them have lost their text; only known for lit questions. */
  readonly lost: number;
  /** Whether several questions are lit: then each has a sign. */
  readonly areSeveral: boolean;
}

/** A question of the paper: the check box lights it, Enter or a click lights it alone. */
export class QuestionItem extends vscode.TreeItem {
  readonly target: QuestionTarget;

  constructor(uri: vscode.Uri, question: Question, state: QuestionState) {
    const { id, pinned, shown, slot, answer } = question;
    const title = shortened(titleOf(question), LABEL_LENGTH);
    const hasSign = shown && state.areSeveral;
    super(hasSign ? `${slotSign(slot)} ${title}` : title, vscode.TreeItemCollapsibleState.None);
    this.target = { uri: uri.toString(), question: id };
    this.id = `${uri.toString()}?${id}`;
    const notes = notesOf(question, state);
    this.description = notes.join(' · ');
    this.tooltip = new vscode.MarkdownString(
      [shortened(answer.question, TOOLTIP_LENGTH), [...notes, askedAt(question)].join(' · ')]
        .map(plainMarkdown)
        .join('\n\n'),
    );
    // Only the icon shows that a question is pinned: a narrow panel cuts the description.
    const icon = pinned ? 'pinned' : hasSign ? 'circle-filled' : 'comment';
    const color = hasSign ? new vscode.ThemeColor(`evidence.question${slot + 1}Border`) : undefined;
    this.iconPath = new vscode.ThemeIcon(icon, color);
    this.contextValue = pinned ? 'question.pinned' : 'question';
    this.checkboxState = {
      state: shown ? vscode.TreeItemCheckboxState.Checked : vscode.TreeItemCheckboxState.Unchecked,
      tooltip: shown ? vscode.l10n.t('Hide its passages') : vscode.l10n.t('Show its passages'),
      accessibilityInformation: { label: vscode.l10n.t('Passages lit'), role: 'checkbox' },
    };
    this.command = { command: Command.showQuestion, title: vscode.l10n.t('Show'), arguments: [this.target] };
    const lit = shown ? vscode.l10n.t('lit') : vscode.l10n.t('not lit');
    this.accessibilityInformation = { label: [title, lit, ...notes].join(', ') };
  }
}

function notesOf({ answer, pinned, name }: Question, { passages, lost }: QuestionState): string[] {
  const count = passagesText(passages);
  return [
    // First, because a narrow panel cuts the end: "0 passages" alone would read as no evidence.
    ...(answer.state === 'failed' ? [vscode.l10n.t('failed')] : []),
    ...(answer.state === 'cancelled' ? [vscode.l10n.t('stopped before the end')] : []),
    ...(answer.isWaiting ? [vscode.l10n.t('waits for a later question')] : []),
    answer.state === 'running' ? progressOf(answer) : count,
    ...(lost > 0 ? [vscode.l10n.t('{0} lost', lost)] : []),
    sourceName(answer.source),
    ...(answer.scope ? [vscode.l10n.t('of a selection')] : []),
    ...(pinned ? [vscode.l10n.t('pinned')] : []),
    ...(name === undefined ? [] : [vscode.l10n.t('renamed')]),
  ];
}

function progressOf({ scored, total }: Question['answer']): string {
  return total === 0 ? vscode.l10n.t('reading the paper') : vscode.l10n.t('{0} of {1} parts read', scored, total);
}

function askedAt({ askedAt: time }: Question): string {
  return vscode.l10n.t('asked {0}', new Date(time).toLocaleString(vscode.env.language));
}
