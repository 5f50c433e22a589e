import * as vscode from 'vscode';
import { formatScore } from '../../core/answers/bands';
import { bestSentence } from '../../core/answers/bestSentence';
import { engineName } from '../../core/answers/engineName';
import { slotSign, titleOf } from '../../core/questions/question';
import { Command, commandLink } from '../../platform/commands';
import { targetOf } from '../navigation/navigation';
import type { Papers, PlacedPassage } from '../papers/papers';

/** Says why a passage is lit: its score against the threshold, its best sentence, its section and the engine; for each question that lit it. */
export class EvidenceHover implements vscode.HoverProvider {
  constructor(private readonly papers: Papers) {}

  provideHover(document: vscode.TextDocument, position: vscode.Position): vscode.Hover | undefined {
    const passages = this.papers.passages(document).filter(({ range }) => range.contains(position));
    const innermost = passages.at(-1);
    if (!innermost) return undefined;

    const { threshold } = this.papers.view(document.uri);
    const text = new vscode.MarkdownString(undefined, true);
    text.isTrusted = { enabledCommands: [Command.copyQuote, Command.next, Command.askAgain] };
    const isOneOfSeveral = this.papers.lit(document.uri).length > 1;
    for (const [index, passage] of passages.entries()) {
      if (index > 0) text.appendMarkdown('\n\n---\n\n');
      describe(text, document.uri, passage, threshold, isOneOfSeveral);
    }
    text.appendMarkdown(` · ${commandLink(vscode.l10n.t('Next passage'), Command.next)}`);
    return new vscode.Hover(text, innermost.range);
  }
}

function describe(
  text: vscode.MarkdownString,
  uri: vscode.Uri,
  passage: PlacedPassage,
  threshold: number,
  isOneOfSeveral: boolean,
): void {
  const { answer, slot } = passage.question;
  const sign = isOneOfSeveral ? `${slotSign(slot)} ` : '';
  text.appendMarkdown(
    `${sign}**${vscode.l10n.t('Evidence {0}', formatScore(passage.score))}** · ` +
      vscode.l10n.t('threshold {0}', threshold.toFixed(2)),
  );
  const verdict = verdictText(passage);
  if (verdict !== undefined) text.appendMarkdown(` · ${verdict}`);
  text.appendMarkdown(`\n\n`).appendText(vscode.l10n.t('Question: {0}', excerpt(titleOf(passage.question))));
  const best = bestSentence(answer, passage);
  if (best && best.text !== passage.text) {
    text.appendMarkdown(`\n\n${vscode.l10n.t('Best sentence {0}', formatScore(best.score))}: `);
    text.appendText(excerpt(best.text));
  }
  if (passage.section.length > 0) text.appendMarkdown(`\n\n`).appendText(passage.section.join(' › '));
  text.appendMarkdown(`\n\n`).appendText(engineName(answer.model));
  if (passage.edited) {
    const edited = vscode.l10n.t('Edited since it was scored.');
    text.appendMarkdown(`\n\n$(warning) ${edited} ${commandLink(vscode.l10n.t('Ask again'), Command.askAgain, uri)}`);
  }
  const copy = commandLink(vscode.l10n.t('Copy quote'), Command.copyQuote, targetOf(uri, passage));
  text.appendMarkdown(`\n\n${copy}`);
}

function verdictText({ verdict }: PlacedPassage): string | undefined {
  if (verdict === 'accepted') return `$(check) ${vscode.l10n.t('accepted')}`;
  return verdict === 'added' ? `$(add) ${vscode.l10n.t('added by you')}` : undefined;
}

/** A hover is for a glance: long sentences (tables, run-on text) are cut at 300 characters. */
function excerpt(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length <= 300 ? line : `${line.slice(0, 299)}…`;
}
