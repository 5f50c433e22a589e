import { bandOf, formatScore } from '../answers/bands';
import { escapedHtml, htmlPage } from '../text/html';
import type { ComparedCell, ComparedPaper, Comparison } from './comparison';

/** The words of the page, in the reader's language. */
export interface ComparisonStrings {
  readonly language: string;
  readonly title: string;
  /** What the table says, or how far reading is. */
  readonly summary: string;
  readonly paper: string;
  readonly none: string;
  /** In the columns of questions that were not asked yet. */
  readonly unread: string;
  /** In place of the table while it is empty. */
  readonly empty: string;
}

/** What the page links to. */
export interface ComparisonLinks {
  /** Address of the style sheet. */
  readonly style: string;
  /** The content security policy. */
  readonly policy: string;
  /** Opens a paper at a place, and asks the question there. */
  readonly open: (paper: ComparedPaper, cell: ComparedCell, question: string) => string;
  /** What can be done with the table: words and address of each. */
  readonly actions: readonly (readonly [label: string, address: string])[];
  readonly fileOf: (paper: ComparedPaper) => string;
}

/** The page of a comparison: a table without scripts. Texts of papers and of the reader are escaped. */
export function comparisonPage(comparison: Comparison, strings: ComparisonStrings, links: ComparisonLinks): string {
  const { questions, papers } = comparison;
  const { language, title, summary, paper, empty } = strings;
  const actions = links.actions.map(([label, address]) => link(address, escapedHtml(label))).join(' · ');
  const head = [paper, ...questions].map((text) => `<th scope="col">${escapedHtml(text)}</th>`).join('');
  const rows = papers.map((row) => rowOf(row, comparison, strings, links)).join('\n');
  const body = `<body>
<header><p role="status">${escapedHtml(summary)}</p>${actions === '' ? '' : `<p>${actions}</p>`}</header>
${
  papers.length > 0
    ? `<table>
<caption>${escapedHtml(title)}</caption>
<thead><tr>${head}</tr></thead>
<tbody>
${rows}
</tbody>
</table>`
    : `<p>${escapedHtml(empty)}</p>`
}
</body>`;
  return htmlPage({ language, title, policy: links.policy, style: links.style }, body);
}

function rowOf(
  paper: ComparedPaper,
  { questions, read }: Comparison,
  { none, unread }: ComparisonStrings,
  links: ComparisonLinks,
): string {
  const file = links.fileOf(paper);
  const name = `${escapedHtml(paper.title || file)}<span class="file">${escapedHtml(file)}</span>`;
  const cells = paper.cells.map((cell, question) => {
    if (!cell) return `<td class="none">${escapedHtml(question < read ? none : unread)}</td>`;
    const address = links.open(paper, cell, questions[question]!);
    const score = `<span class="score ${bandOf(cell.score)}">${formatScore(cell.score)}</span>`;
    return `<td>${link(address, `${score} ${escapedHtml(cell.text)}`)}</td>`;
  });
  return `<tr><th scope="row">${name}</th>${cells.join('')}</tr>`;
}

/** @param html the words of the link, escaped */
function link(address: string, html: string): string {
  return `<a href="${escapedHtml(address)}">${html}</a>`;
}
