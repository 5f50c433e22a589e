import * as vscode from 'vscode';
import { bandOf, formatScore } from '../../core/answers/bands';
import { Command } from '../../platform/commands';
import { plainMarkdown } from '../../platform/markdown';
import type { PassageTarget } from '../navigation/navigation';
import type { PlacedPassage } from '../papers/papers';

/** A list label has one line: what does not fit is in the tooltip. */
const LABEL_LENGTH = 100;
/** UTF-16 code units of a passage that its tooltip shows. */
const TOOLTIP_LENGTH = 1000;

/** A section of the paper with its passages. */
export class SectionItem extends vscode.TreeItem {
  constructor(
    title: string,
    readonly passages: readonly PassageItem[],
  ) {
    super(title, vscode.TreeItemCollapsibleState.Expanded);
    this.id = `section:${passages[0]?.id ?? title}`;
    this.iconPath = new vscode.ThemeIcon('symbol-namespace');
    this.contextValue = 'section';
    this.accessibilityInformation = {
      label: vscode.l10n.t('Section {0}, passages: {1}', title, passages.length),
    };
  }
}

/** A passage; Enter or a click reveals it. */
export class PassageItem extends vscode.TreeItem {
  readonly target: PassageTarget;

  constructor(uri: vscode.Uri, passage: PlacedPassage) {
    const line = passage.range.start.line + 1;
    const score = formatScore(passage.score);
    const text = labelOf(passage.text);
    // Score and line come first: a narrow panel cuts the end of a row, and with it any description.
    super(vscode.l10n.t('{0} · line {1} · {2}', score, line, text), vscode.TreeItemCollapsibleState.None);
    const band = bandOf(passage.score);
    this.target = { uri: uri.toString(), start: passage.start, end: passage.end };
    this.id = `${uri.toString()}#${passage.start}-${passage.end}`;
    if (passage.edited) this.description = vscode.l10n.t('edited');
    this.tooltip = tooltipOf(passage, score);
    this.contextValue = 'passage';
    this.iconPath = new vscode.ThemeIcon(
      { strong: 'circle-filled', medium: 'circle-large-outline', weak: 'circle-outline' }[band],
      new vscode.ThemeColor(`evidence.${band}Border`),
    );
    this.command = { command: Command.reveal, title: vscode.l10n.t('Reveal'), arguments: [this.target] };
    this.accessibilityInformation = {
      label: passage.edited
        ? vscode.l10n.t('Score {0}, line {1}, edited since: {2}', score, line, text)
        : vscode.l10n.t('Score {0}, line {1}: {2}', score, line, text),
    };
  }
}

function labelOf(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  const characters = Array.from(line);
  return characters.length <= LABEL_LENGTH ? line : `${characters.slice(0, LABEL_LENGTH - 1).join('')}…`;
}

function tooltipOf(passage: PlacedPassage, score: string): vscode.MarkdownString {
  const text = passage.text.length <= TOOLTIP_LENGTH ? passage.text : `${passage.text.slice(0, TOOLTIP_LENGTH)}…`;
  const head = `**${score}** ${plainMarkdown(passage.section.join(' › '))}`;
  return new vscode.MarkdownString(`${head}\n\n${plainMarkdown(text)}`);
}

/** A row that runs a command: what to do when the list is empty. */
export class ActionItem extends vscode.TreeItem {
  constructor(label: string, command: string, icon: string) {
    super(label, vscode.TreeItemCollapsibleState.None);
    this.id = `action:${command}`;
    this.iconPath = new vscode.ThemeIcon(icon);
    this.command = { command, title: label };
    this.contextValue = 'action';
  }
}
