import { formatThreshold } from '../answers/bands';
import { scoreText, sourceName } from '../answers/source';
import { isComparison } from '../compare/tables';
import { below, blockQuote, lineName } from '../quotes/quote';
import { readableMarkdown } from '../text/plainMarkdown';
import type { Evidence, EvidencePassage, EvidenceQuestion } from './types';

/** How a report begins: title, link to the paper, then the list and how it was asked, or the first question and how that was asked. */
const ASKED = String.raw`asked \d{4}-\d\d-\d\d by .+ · threshold \d\.\d+`;
const LIST = String.raw`.+ · questions: \d+ · without evidence: \d+`;
const LINES = String.raw`\r?\n\r?\n`;
const REPORT = new RegExp(
  String.raw`^# Evidence: .+${LINES}\[.+\]\(.+\).*${LINES}` +
    String.raw`(?:${LIST} · ${ASKED}${LINES}## |(?:${LIST}${LINES})?## .+${LINES}(?:.+${LINES})?${ASKED} · passages: \d+)`,
);

/**
 * Whether a text is a report that `reportOf` or `comparisonMarkdown` wrote; only its beginning is read. Reports are no papers: their quotes
 * would be found instead of the papers.
 */
export function isReport(text: string): boolean {
  return REPORT.test(text) || isComparison(text);
}

/**
 * The evidence of a paper as a markdown report: for each question its passages word for word, each with a link to its line.
 *
 * @param linkTo returns the link to a line of the paper; lines count from 1
 */
export function reportOf(evidence: Evidence, linkTo: (line: number) => string): string {
  const { title, file, key, questions, list, notAsked = [] } = evidence;
  const cited = key === undefined ? '' : ` [@${key}]`;
  const missing = questions.filter(({ passages, lost }) => passages.length + lost === 0).length;
  const left = notAsked.map((question) => `- ${readableMarkdown(question)}`).join('\n');
  const head = [`# Evidence: ${readableMarkdown(title ?? file)}`, `[${readableMarkdown(file)}](${linkTo(1)})${cited}`];
  const ways = new Set(questions.map(askedText));
  const together = list !== undefined && ways.size === 1 ? [...ways] : [];
  const counts = [`questions: ${questions.length}`, `without evidence: ${missing}`];
  const parts = [
    ...head,
    ...(list === undefined ? [] : [[readableMarkdown(list), ...counts, ...together].join(' · ')]),
    ...questions.flatMap((question) => sectionOf(question, together.length > 0, title, linkTo)),
    ...(left === '' ? [] : ['## Not asked', left]),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** When, by what and above which threshold a question was asked. */
function askedText({ source, threshold, askedAt }: EvidenceQuestion): string {
  const date = new Date(askedAt).toISOString().slice(0, 10);
  return `asked ${date} by ${readableMarkdown(sourceName(source))} · threshold ${formatThreshold(threshold)}`;
}

/** @param isSaid whether the head of the report says how all questions were asked */
function sectionOf(
  question: EvidenceQuestion,
  isSaid: boolean,
  title: string | undefined,
  linkTo: (line: number) => string,
): string[] {
  const { passages, lost, more = 0, nearest } = question;
  const isMissing = passages.length + lost === 0;
  const facts = [
    ...(isSaid ? [] : [askedText(question)]),
    ...(isSaid && isMissing ? [] : [`passages: ${passages.length}`]),
    ...(more > 0 ? [`weaker passages left out: ${more}`] : []),
    ...(lost > 0 ? [`no longer in the paper: ${lost}`] : []),
  ];
  const titles =
    question.name === undefined
      ? [`## ${readableMarkdown(question.question)}`]
      : [`## ${readableMarkdown(question.name)}`, readableMarkdown(question.question)];
  const quote = (passage: EvidencePassage): string =>
    quoted({ ...passage, section: below(title, passage.section) }, question, linkTo);
  const hint = nearest ? ' The nearest passage is below the threshold:' : '';
  return [
    ...titles,
    ...(facts.length > 0 ? [facts.join(' · ')] : []),
    ...(isMissing ? [`No evidence found.${hint}`] : []),
    ...(isMissing && nearest ? [quote(nearest)] : []),
    ...passages.map(quote),
  ];
}

function quoted(
  passage: EvidencePassage,
  { source, threshold }: EvidenceQuestion,
  linkTo: (line: number) => string,
): string {
  const { quote, score, line, section, verdict, edited } = passage;
  const facts = [
    scoreText(source, score, threshold),
    ...(score < threshold && verdict === undefined ? ['below the threshold'] : []),
    ...(section.length > 0 ? [section.map(readableMarkdown).join(' › ')] : []),
    `[${lineName(passage)}](${linkTo(line)})`,
    ...(verdict === undefined ? [] : [verdict]),
    ...(edited ? ['edited since'] : []),
  ];
  return `${blockQuote(quote)}\n>\n> ${facts.join(' · ')}`;
}
