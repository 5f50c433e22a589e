import { readableMarkdown } from '../text/plainMarkdown';
import type { Citation } from './citation';

/** What a quote says about its passage. */
export interface QuoteSource extends Citation {
  readonly text: string;
  /** The heading path, outermost first. */
  readonly section: readonly string[];
  /** Line of the passage's start, from 1; in a notebook, a line of its cell. */
  readonly line: number;
  /** Number of the cell in a notebook, from 1. */
  readonly cell?: number;
  /** The file's name as the reader knows it. */
  readonly file: string;
  /** Opens the file at the line; absent when the text has no file. */
  readonly link?: string;
}

/** A passage as a markdown quote, word for word and line by line, with its source below. */
export function quoteOf(source: QuoteSource): string {
  const { title, key, section, file, link, authors, year } = source;
  const byline = [...(authors ? [authorsText(authors)] : []), ...(year === undefined ? [] : [year])];
  const place = [...byline, title ?? file, ...below(title, section)].map(readableMarkdown).join(', ');
  const where = lineName(source);
  const lineText = link === undefined ? where : `[${where}](${link})`;
  const cited = key === undefined ? '' : ` [@${key}]`;
  return `${blockQuote(source.text)}\n>\n> (${place}, ${lineText})${cited}\n`;
}

/** The words for a line: `line 7`, in a notebook `cell 3, line 1`. */
export function lineName({ cell, line }: Pick<QuoteSource, 'cell' | 'line'>): string {
  return cell === undefined ? `line ${line}` : `cell ${cell}, line ${line}`;
}

/** One or two authors by their names, more by the first one. */
function authorsText(authors: readonly string[]): string {
  return authors.length > 2 ? `${authors[0]} et al.` : authors.join(' and ');
}

/** A heading path without the paper's title, when that is the outermost heading. */
export function below(title: string | undefined, section: readonly string[]): readonly string[] {
  return title !== undefined && section[0] === title ? section.slice(1) : section;
}

/** The text with a quote mark before each line. */
export function blockQuote(text: string): string {
  return text
    .split(/\r\n|\r|\n/)
    .map((line) => `> ${line}`.trimEnd())
    .join('\n');
}
