import { type AnswerSource, scoreText, sourceName } from '../answers/source';
import { below, blockQuote, lineName } from '../quotes/quote';
import { readableMarkdown } from '../text/plainMarkdown';
import type { Evidence, EvidencePassage, EvidenceQuestion } from './types';

/**
 * The evidence of a paper as a markdown report: for each question its passages word for word, each with a link to its line.
 *
 * @param linkTo returns the link to a line of the paper; lines count from 1
 */
export function reportOf(evidence: Evidence, linkTo: (line: number) => string): string {
  const { title, file, key, questions } = evidence;
  const cited = key === undefined ? '' : ` [@${key}]`;
  const head = [`# Evidence: ${readableMarkdown(title ?? file)}`, `[${readableMarkdown(file)}](${linkTo(1)})${cited}`];
  return `${[...head, ...questions.flatMap((question) => sectionOf(question, title, linkTo))].join('\n\n')}\n`;
}

function sectionOf(question: EvidenceQuestion, title: string | undefined, linkTo: (line: number) => string): string[] {
  const { passages, lost, source, threshold, askedAt } = question;
  const date = new Date(askedAt).toISOString().slice(0, 10);
  const facts = [
    `asked ${date} by ${readableMarkdown(sourceName(source))}`,
    `threshold ${threshold.toFixed(2)}`,
    `passages: ${passages.length}`,
    ...(lost > 0 ? [`no longer in the paper: ${lost}`] : []),
  ];
  const titles =
    question.name === undefined
      ? [`## ${readableMarkdown(question.question)}`]
      : [`## ${readableMarkdown(question.name)}`, readableMarkdown(question.question)];
  return [
    ...titles,
    facts.join(' · '),
    ...passages.map((passage) => quoted({ ...passage, section: below(title, passage.section) }, source, linkTo)),
  ];
}

function quoted(passage: EvidencePassage, source: AnswerSource, linkTo: (line: number) => string): string {
  const { quote, score, line, section, verdict, edited } = passage;
  const facts = [
    scoreText(source, score),
    ...(section.length > 0 ? [section.map(readableMarkdown).join(' › ')] : []),
    `[${lineName(passage)}](${linkTo(line)})`,
    ...(verdict === undefined ? [] : [verdict]),
    ...(edited ? ['edited since'] : []),
  ];
  return `${blockQuote(quote)}\n>\n> ${facts.join(' · ')}`;
}
