import { formatThreshold } from '../answers/bands';
import { scoreText, sourceName } from '../answers/source';
import { isComparison } from '../compare/tables';
import { below, blockQuote, lineName } from '../quotes/quote';
import { readableMarkdown } from '../text/plainMarkdown';
import type { Evidence, EvidencePassage, EvidenceQuestion } from './types';

/** How a report begins: title, link to the paper, the list that was asked if there is one, the first question, and how it was asked. */
const REPORT =
  /^# Evidence: .+\r?\n\r?\n\[.+\]\(.+\).*\r?\n\r?\n(?:.+ · questions: \d+ · without evidence: \d+\r?\n\r?\n)?## .+\r?\n\r?\n(?:.+\r?\n\r?\n)?asked \d{4}-\d\d-\d\d by .+ · threshold \d\.\d+ · passages: \d+/;

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
  const parts = [
    ...head,
    ...(list === undefined
      ? []
      : [`${readableMarkdown(list)} · questions: ${questions.length} · without evidence: ${missing}`]),
    ...questions.flatMap((question) => sectionOf(question, title, linkTo)),
    ...(left === '' ? [] : ['## Not asked', left]),
  ];
  return `${parts.join('\n\n')}\n`;
}

function sectionOf(question: EvidenceQuestion, title: string | undefined, linkTo: (line: number) => string): string[] {
  const { passages, lost, more = 0, source, threshold, askedAt } = question;
  const date = new Date(askedAt).toISOString().slice(0, 10);
  const facts = [
    `asked ${date} by ${readableMarkdown(sourceName(source))}`,
    `threshold ${formatThreshold(threshold)}`,
    `passages: ${passages.length}`,
    ...(more > 0 ? [`weaker passages left out: ${more}`] : []),
    ...(lost > 0 ? [`no longer in the paper: ${lost}`] : []),
  ];
  const titles =
    question.name === undefined
      ? [`## ${readableMarkdown(question.question)}`]
      : [`## ${readableMarkdown(question.name)}`, readableMarkdown(question.question)];
  return [
    ...titles,
    facts.join(' · '),
    ...(passages.length + lost === 0 ? ['No evidence found.'] : []),
    ...passages.map((passage) => quoted({ ...passage, section: below(title, passage.section) }, question, linkTo)),
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
    ...(section.length > 0 ? [section.map(readableMarkdown).join(' › ')] : []),
    `[${lineName(passage)}](${linkTo(line)})`,
    ...(verdict === undefined ? [] : [verdict]),
    ...(edited ? ['edited since'] : []),
  ];
  return `${blockQuote(quote)}\n>\n> ${facts.join(' · ')}`;
}
