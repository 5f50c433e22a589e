import vscode = require('vscode');
import { formatScore, formatThreshold } from '../../core/answers/bands';
import { bestSentence } from '../../core/answers/bestSentence';
import { questionWords } from '../../core/answers/questionWords';
import { readableText } from '../../core/answers/readableText';
import { isScored, sourceName } from '../../core/answers/source';
import { isJudged } from '../../core/questions/marks';
import { slotSign, titleOf } from '../../core/questions/question';
import { escapedMarkdown, plainMarkdown } from '../../core/text/plainMarkdown';
import { Command, commandLink } from '../../platform/commands';
import { placeOf } from '../../core/questions/paper';
import type { TextRange } from '../../core/text/trim';
import { paperOf } from '../../papers/documents';
import type { Piece } from '../../papers/notebookPaper';
import type { Papers, ShownPassage } from '../../papers/papers';
import { targetOf } from '../../papers/targets';

/** The commands that the hover's links can run. */
const LINKED = [
  ...[Command.copyQuote, Command.next, Command.askAgain],
  ...[Command.acceptPassage, Command.rejectPassage, Command.resetPassage],
];

/** Says why a passage is lit: score and threshold, best sentence, section and engine, for each question that lit it. */
export class EvidenceHover implements vscode.HoverProvider {
  constructor(private readonly papers: Papers) {}

  provideHover(document: vscode.TextDocument, position: vscode.Position): vscode.Hover | undefined {
    const paper = paperOf(document);
    const isHere = (piece: Piece): boolean => piece.document === document && piece.range.contains(position);
    const under = ({ pieces, around }: ShownPassage): Piece | undefined => [...pieces, ...around].find(isHere);
    const passages = this.papers.placement(paper).passages.filter(under);
    const last = passages.at(-1);
    const piece = last && under(last);
    if (!piece) return undefined;

    const { threshold } = this.papers.view(paper.uri);
    const areSeveral = this.papers.paper(paper.uri).lit.length > 1;
    const parts = passages.map((passage) => describe(paper.uri, passage, threshold, areSeveral).join('\n\n'));
    const next = commandLink(vscode.l10n.t('Next passage'), Command.next);
    const text = new vscode.MarkdownString(`${parts.join('\n\n---\n\n')} · ${next}`);
    text.isTrusted = { enabledCommands: LINKED };
    return new vscode.Hover(text, piece.range);
  }
}

function describe(uri: vscode.Uri, passage: ShownPassage, threshold: number, areSeveral: boolean): string[] {
  const { answer, id, slot } = passage.question;
  const sign = areSeveral ? `${slotSign(slot)} ` : '';
  const lines = [
    [...headOf(passage, threshold, sign), plainMarkdown(sourceName(answer.source)), ...verdictOf(passage)].join(' · '),
    plainMarkdown(vscode.l10n.t('Question: {0}', excerpt(titleOf(passage.question)))),
  ];
  const answers = isScored(answer.source) ? answeringLine(passage, threshold) : undefined;
  if (answers !== undefined) lines.push(answers);
  const place = placeOf(passage);
  if (place !== '') lines.push(plainMarkdown(place));
  if (passage.edited) {
    const again = commandLink(vscode.l10n.t('Ask again'), Command.askAgain, { uri: uri.toString(), question: id });
    lines.push(`⚠ ${vscode.l10n.t('Edited since it was scored.')} ${again}`);
  }
  const target = targetOf(uri, passage);
  const links = [
    commandLink(vscode.l10n.t('Copy quote'), Command.copyQuote, target),
    ...(isJudged(passage) ? [] : [commandLink(vscode.l10n.t('Accept'), Command.acceptPassage, target)]),
    ...(passage.verdict === undefined ? [] : [commandLink(vscode.l10n.t('Undo'), Command.resetPassage, target)]),
    commandLink(vscode.l10n.t('Reject'), Command.rejectPassage, target),
  ];
  lines.push(links.join(' · '));
  return lines;
}

/** The best sentence with its score, and the words of the question in it; undefined when that says nothing new of a passage. */
function answeringLine(passage: ShownPassage, threshold: number): string | undefined {
  const { answer } = passage.question;
  const best = bestSentence(answer, passage);
  if (!best) return undefined;
  const sentence = excerpt(readableText(answer, best));
  const words = questionWords(sentence, answer.question);
  if (best.text === passage.text && words.length === 0) return undefined;
  const score = plainMarkdown(vscode.l10n.t('Best sentence {0}:', formatScore(best.score, threshold)));
  return `${score} ${withStrong(sentence, words)}`;
}

/** A text as markdown, with some ranges of it in strong type. */
function withStrong(text: string, ranges: readonly TextRange[]): string {
  let from = 0;
  const parts = ranges.flatMap(({ start, end }) => {
    const before = escapedMarkdown(text.slice(from, start));
    from = end;
    return [before, `**${escapedMarkdown(text.slice(start, end))}**`];
  });
  return [...parts, escapedMarkdown(text.slice(from))].join('');
}

/** The score and its threshold; for a language model, that it named the passage. */
function headOf({ score, question }: ShownPassage, threshold: number, sign: string): string[] {
  if (!isScored(question.answer.source)) {
    return [`${sign}**${vscode.l10n.t('Named by a language model')}**`, vscode.l10n.t('no score')];
  }
  const evidence = vscode.l10n.t('Evidence {0}', formatScore(score, threshold));
  return [`${sign}**${evidence}**`, vscode.l10n.t('threshold {0}', formatThreshold(threshold))];
}

function verdictOf({ verdict }: ShownPassage): string[] {
  if (verdict === 'accepted') return [`✓ ${vscode.l10n.t('accepted')}`];
  if (verdict === 'resized') return [`✎ ${vscode.l10n.t('resized by you')}`];
  return verdict === 'added' ? [`✓ ${vscode.l10n.t('added by you')}`] : [];
}

/** Cuts long sentences (tables, run-on text) at 300 UTF-16 code units, because a hover is for a glance. */
function excerpt(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length <= 300 ? line : `${line.slice(0, 299)}…`;
}
