import { formatScore } from '../answers/bands';
import { sourceName } from '../answers/source';
import { csvTable } from '../export/csv';
import { readableMarkdown } from '../text/plainMarkdown';
import type { ComparedPaper, Comparison } from './comparison';

/** What the tables say of a paper beside its sentences. */
export interface PaperNames {
  /** The file's name as the reader knows it. */
  readonly fileOf: (paper: ComparedPaper) => string;
  /** The link to a line of a paper; lines count from 1. */
  readonly linkTo: (paper: ComparedPaper, line: number) => string;
}

const HEADING = '# Evidence: papers compared';
/** How the markdown of a comparison begins. */
const COMPARED = new RegExp(`^${HEADING}\\r?\\n\\r?\\nby .+ · papers: \\d+`);

/** Whether a text is what `comparisonMarkdown` wrote. */
export function isComparison(text: string): boolean {
  return COMPARED.test(text);
}

/** The comparison as a markdown table: a row for each paper, each sentence with its score and a link to its line. */
export function comparisonMarkdown(comparison: Comparison, { fileOf, linkTo }: PaperNames): string {
  const { questions, papers, source, read, without } = comparison;
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rows = papers.map((paper) => {
    const name = `[${readableMarkdown(paper.title || fileOf(paper))}](${linkTo(paper, 1)})`;
    const cells = paper.cells.map((cell, question) => {
      if (!cell) return question < read ? 'no evidence found' : 'not asked';
      const place = `[line ${cell.line}](${linkTo(paper, cell.line)})`;
      return `${readableMarkdown(cell.text)} (${formatScore(cell.score)}, ${place})`;
    });
    return row([name, ...cells]);
  });
  const facts = [`by ${readableMarkdown(sourceName(source))}`, `papers: ${papers.length}`];
  const note = without > 0 ? [`papers read without evidence for any question: ${without}`] : [];
  return [
    HEADING,
    '',
    [...facts, ...note].join(' · '),
    '',
    row(['Paper', ...questions.map(readableMarkdown)]),
    row(['Paper', ...questions].map(() => '---')),
    ...rows,
    '',
  ].join('\n');
}

/**
 * The comparison as CSV: a row for each paper, and for each question the sentence as a reader wants to see it, its score and its line, which
 * lead to the verbatim text. The columns of a question have its number.
 */
export function comparisonCsv({ questions, papers }: Comparison, fileOf: PaperNames['fileOf']): string {
  const head = [
    'paper',
    'file',
    ...questions.flatMap((question, at) => [`${at + 1}. ${question}`, `score ${at + 1}`, `line ${at + 1}`]),
  ];
  const rows = papers.map((paper) => [
    ...[paper.title, fileOf(paper)],
    ...paper.cells.flatMap((cell) => [cell?.text, cell?.score, cell?.line]),
  ]);
  return csvTable([head, ...rows]);
}
