import vscode = require('vscode');
import { readableText } from '../../core/answers/readableText';
import { rowLabel } from '../../core/answers/rowLabel';
import { isScored, LOOK_ICONS, lookOf, scoreBadge, scoreText } from '../../core/answers/source';
import { plainMarkdown } from '../../core/text/plainMarkdown';
import { Command } from '../../platform/commands';
import { slotSign, titleOf } from '../../core/questions/question';
import { type LostPassage, placeOf } from '../../core/questions/paper';
import type { ShownPassage } from '../../papers/papers';
import { excerptOf, labelOf, lineLabel } from '../../papers/rows';
import { type PassageTarget, targetOf } from '../../papers/targets';

/** The scheme of the addresses that give the rows with actions the colour of links. */
const ACTION_SCHEME = 'evidence-action';
/** The scheme of the addresses that give the rows of passages their score as a badge. */
const SCORE_SCHEME = 'evidence-score';
const LINK = new vscode.ThemeColor('textLink.foreground');

/** The icon of a passage that the reader has decided on. A narrow panel cuts the words that say so, but not the icon. */
const VERDICT_ICONS = { accepted: 'check', added: 'add', resized: 'edit', rejected: 'close' } as const;

/** A section of the paper with its passages. Only groups that are not sections have an icon, because the panel is narrow. */
export class SectionItem extends vscode.TreeItem {
  constructor(
    title: string,
    readonly passages: readonly (PassageItem | LostItem)[],
    icon?: string,
  ) {
    super(title, vscode.TreeItemCollapsibleState.Expanded);
    this.id = `section:${passages[0]?.id ?? title}`;
    if (icon !== undefined) this.iconPath = new vscode.ThemeIcon(icon);
    this.contextValue = 'section';
    this.accessibilityInformation = {
      label: vscode.l10n.t('Section {0}, passages: {1}', title, passages.length),
    };
  }
}

/** Longest label of a passage, UTF-16 code units. A panel at its default width cuts it and what follows, but not the badge. */
const PART_LENGTH = 60;

/** A passage; Enter or a click goes to it, Space shows it and stays in the list. */
export class PassageItem extends vscode.TreeItem {
  readonly target: PassageTarget;

  /**
   * @param threshold of the paper
   * @param areSeveral whether several questions are lit: then the row shows the sign of its question
   */
  constructor(uri: vscode.Uri, passage: ShownPassage, threshold: number, areSeveral: boolean) {
    const { question } = passage;
    const line = lineLabel(passage);
    const score = scoreText(question.answer.source, passage.score, threshold);
    const text = rowLabel(question.answer, passage, PART_LENGTH);
    super(areSeveral ? `${slotSign(question.slot)} ${text}` : text, vscode.TreeItemCollapsibleState.None);
    const look = lookOf(question.answer.source, passage.score);
    this.target = targetOf(uri, passage);
    this.id = rowIdOf(uri, passage);
    this.description = [score, line, ...notesOf(passage)].join(' · ');
    this.resourceUri = vscode.Uri.from({ scheme: SCORE_SCHEME, path: `/${score}` });
    this.tooltip = tooltipOf(passage, score);
    this.contextValue = passage.verdict === undefined ? 'passage' : `passage.${passage.verdict}`;
    this.iconPath = new vscode.ThemeIcon(
      passage.verdict === undefined ? LOOK_ICONS[look] : VERDICT_ICONS[passage.verdict],
      new vscode.ThemeColor(areSeveral ? `evidence.question${question.slot + 1}Border` : `evidence.${look}Border`),
    );
    this.command = { command: Command.goToRow, title: vscode.l10n.t('Reveal'), arguments: [this.target] };
    const place = isScored(question.answer.source)
      ? vscode.l10n.t('Score {0}, {1}', score, line)
      : vscode.l10n.t('Named by a language model, {0}', line);
    const said = [place, ...notesOf(passage)].join(', ');
    const whose = areSeveral ? vscode.l10n.t('Question {0}: {1}', question.slot + 1, titleOf(question)) : '';
    this.accessibilityInformation = { label: [`${said}: ${text}`, whose].filter(Boolean).join('. ') };
  }
}

/** The id of a passage's row. */
export function rowIdOf(uri: vscode.Uri, { question, start, end }: ShownPassage): string {
  return `${uri.toString()}#${question.id}:${start}-${end}`;
}

/** A passage whose text is gone: listed so that the reader knows of it, but a click does nothing. */
export class LostItem extends vscode.TreeItem {
  constructor(passage: LostPassage) {
    const score = scoreText(passage.question.answer.source, passage.score);
    super(vscode.l10n.t('{0} · lost · {1}', score, labelOf(shownText(passage))), vscode.TreeItemCollapsibleState.None);
    this.id = `lost:${passage.question.id}:${passage.start}-${passage.end}`;
    this.tooltip = vscode.l10n.t('This text is no longer in the paper: ask again to find the current passages.');
    this.iconPath = new vscode.ThemeIcon('circle-slash');
    this.contextValue = 'lost';
    this.accessibilityInformation = {
      label: vscode.l10n.t('Lost, score {0}: {1}', score, labelOf(shownText(passage))),
    };
  }
}

function shownText(passage: ShownPassage | LostPassage): string {
  return readableText(passage.question.answer, passage);
}

/** What a row says beside score and place. */
function notesOf({ edited, verdict }: ShownPassage): string[] {
  return [
    ...(edited ? [vscode.l10n.t('edited since')] : []),
    ...(verdict === 'accepted' ? [vscode.l10n.t('accepted')] : []),
    ...(verdict === 'added' ? [vscode.l10n.t('added by you')] : []),
    ...(verdict === 'resized' ? [vscode.l10n.t('resized by you')] : []),
    ...(verdict === 'rejected' ? [vscode.l10n.t('rejected')] : []),
  ];
}

function tooltipOf(passage: ShownPassage, score: string): vscode.MarkdownString {
  const head = `**${score}** ${plainMarkdown(placeOf(passage))}`;
  return new vscode.MarkdownString(`${head}\n\n${plainMarkdown(excerptOf(shownText(passage)))}`);
}

/** A row that runs a command, such as what to do when the list is empty. It has the colour of a link, because it is no passage. */
export class ActionItem extends vscode.TreeItem {
  constructor(label: string, command: string, icon: string, args: readonly unknown[] = []) {
    super(label, vscode.TreeItemCollapsibleState.None);
    this.id = `action:${command}`;
    this.iconPath = new vscode.ThemeIcon(icon, LINK);
    this.resourceUri = vscode.Uri.from({ scheme: ACTION_SCHEME, path: `/${command}` });
    // Otherwise the address would be the tooltip.
    this.tooltip = label;
    this.command = { command, title: label, arguments: [...args] };
    this.contextValue = 'action';
    this.accessibilityInformation = { label, role: 'button' };
  }
}

/**
 * Colours the rows with actions and gives passages their badge: a list has no other way to colour a row, and everything else of a row is cut
 * when the panel is narrow.
 */
export const ROW_DECORATIONS: vscode.FileDecorationProvider = {
  provideFileDecoration: ({ scheme, path }) => {
    if (scheme === ACTION_SCHEME) return new vscode.FileDecoration(undefined, undefined, LINK);
    if (scheme !== SCORE_SCHEME) return undefined;
    const score = path.slice(1);
    return new vscode.FileDecoration(scoreBadge(score), vscode.l10n.t('Score {0}', score));
  },
};
