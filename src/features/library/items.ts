import vscode = require('vscode');
import type { Passage } from '../../core/answers/answer';
import { LOOK_ICONS, sourceToText } from '../../core/answers/source';
import { bandOf, formatScore } from '../../core/answers/bands';
import { readableText } from '../../core/answers/readableText';
import type { FoundPaper } from '../../core/library/libraryAnswer';
import { lineOf } from '../../core/text/lines';
import { Command } from '../../platform/commands';
import { plainMarkdown } from '../../core/text/plainMarkdown';
import { nameOf } from '../../papers/documents';
import { excerptOf, labelOf } from '../../papers/rows';

/** What opens from a row: a passage of a paper, and the question that found it. Offsets are UTF-16 code units. */
export interface FoundTarget {
  readonly uri: string;
  readonly start: number;
  readonly end: number;
  readonly question: string;
  readonly model: string;
}

/** A paper with passages; Enter opens it at the best one. */
export class FoundPaperItem extends vscode.TreeItem {
  constructor(readonly paper: FoundPaper) {
    const [best] = paper.passages;
    const uri = vscode.Uri.parse(paper.address);
    const score = formatScore(best!.score);
    const title = paper.title === '' ? nameOf(uri) : paper.title;
    super(`${score} · ${labelOf(title)}`, vscode.TreeItemCollapsibleState.Collapsed);
    // Two papers may have the same name: the folder tells them apart.
    this.description = vscode.workspace.asRelativePath(uri);
    this.id = paper.address;
    this.contextValue = 'foundPaper';
    this.iconPath = iconOf(best!.score);
    this.tooltip = tooltipOf(paper, best!, `${title} (${this.description})`);
    this.command = openCommand(paper, best!);
    this.accessibilityInformation = {
      label: vscode.l10n.t(
        'Best score {0}, passages: {1}, {2}, {3}',
        score,
        paper.passages.length,
        title,
        this.description,
      ),
    };
  }
}

/** A passage of a paper; Enter opens the paper there. */
export class FoundPassageItem extends vscode.TreeItem {
  constructor(paper: FoundPaper, passage: Passage) {
    const line = lineOf(paper.answer.text)(passage.start);
    const score = formatScore(passage.score);
    const text = labelOf(shownText(paper, passage));
    super(vscode.l10n.t('{0} · line {1} · {2}', score, line, text), vscode.TreeItemCollapsibleState.None);
    this.id = `${paper.address}#${passage.start}-${passage.end}`;
    this.contextValue = 'foundPassage';
    this.iconPath = iconOf(passage.score);
    this.tooltip = tooltipOf(paper, passage, passage.section.join(' › '));
    this.command = openCommand(paper, passage);
    this.accessibilityInformation = { label: vscode.l10n.t('Score {0}, line {1}: {2}', score, line, text) };
  }
}

function openCommand({ address, answer }: FoundPaper, { start, end }: Passage): vscode.Command {
  const { question, source } = answer;
  const target: FoundTarget = { uri: address, start, end, question, model: sourceToText(source) };
  return { command: Command.openFound, title: vscode.l10n.t('Open'), arguments: [target] };
}

function shownText({ answer }: FoundPaper, passage: Passage): string {
  return readableText(answer, passage);
}

function iconOf(score: number): vscode.ThemeIcon {
  const band = bandOf(score);
  return new vscode.ThemeIcon(LOOK_ICONS[band], new vscode.ThemeColor(`evidence.${band}Border`));
}

function tooltipOf(paper: FoundPaper, passage: Passage, head: string): vscode.MarkdownString {
  const score = formatScore(passage.score);
  return new vscode.MarkdownString(
    `**${score}** ${plainMarkdown(head)}\n\n${plainMarkdown(excerptOf(shownText(paper, passage)))}`,
  );
}
