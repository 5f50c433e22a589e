import * as vscode from 'vscode';
import { formatScore } from '../../core/answers/bands';
import { bestSentence } from '../../core/answers/bestSentence';
import { engineName } from '../../core/answers/engineName';
import { Command } from '../../platform/commands';
import { commandLink, plainMarkdown } from '../../platform/markdown';
import type { Papers, PlacedPassage } from '../papers/papers';

/** Says why a passage is lit: its score against the threshold, its best sentence, its section and the engine. */
export class EvidenceHover implements vscode.HoverProvider {
  constructor(private readonly papers: Papers) {}

  provideHover(document: vscode.TextDocument, position: vscode.Position): vscode.Hover | undefined {
    const answer = this.papers.answer(document.uri);
    if (!answer) return undefined;
    const passage = this.papers.passages(document).find(({ range }) => range.contains(position));
    if (!passage) return undefined;

    const { threshold } = this.papers.view(document.uri);
    const score = vscode.l10n.t('Evidence {0}', formatScore(passage.score));
    const lines = [
      `**${score}** · ${vscode.l10n.t('threshold {0}', threshold.toFixed(2))}`,
      plainMarkdown(vscode.l10n.t('Question: {0}', answer.question)),
    ];
    const best = bestSentence(answer, passage);
    if (best && best.text !== passage.text) {
      lines.push(plainMarkdown(vscode.l10n.t('Best sentence {0}: {1}', formatScore(best.score), excerpt(best.text))));
    }
    if (passage.section.length > 0) lines.push(plainMarkdown(passage.section.join(' › ')));
    lines.push(plainMarkdown(engineName(answer.model)));
    if (passage.edited) {
      const again = commandLink(vscode.l10n.t('Ask again'), Command.askAgain, document.uri);
      lines.push(`⚠ ${vscode.l10n.t('Edited since it was scored.')} ${again}`);
    }
    lines.push(links(document.uri, passage));
    const text = new vscode.MarkdownString(lines.join('\n\n'));
    text.isTrusted = { enabledCommands: [Command.copyQuote, Command.next, Command.askAgain] };
    return new vscode.Hover(text, passage.range);
  }
}

function links(uri: vscode.Uri, passage: PlacedPassage): string {
  const target = { uri: uri.toString(), start: passage.start, end: passage.end };
  return [
    commandLink(vscode.l10n.t('Copy quote'), Command.copyQuote, target),
    commandLink(vscode.l10n.t('Next passage'), Command.next),
  ].join(' · ');
}

/** A hover is for a glance: long sentences (tables, run-on text) are cut at 300 characters. */
function excerpt(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length <= 300 ? line : `${line.slice(0, 299)}…`;
}
