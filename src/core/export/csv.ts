import { sourceToText } from '../answers/source';
import type { Evidence } from './types';

const COLUMNS = [
  ...['file', 'title', 'citation_key', 'question', 'model', 'threshold', 'score', 'verdict', 'line', 'section'],
  ...['start', 'end', 'text'],
];

/** The evidence of a paper as CSV (RFC 4180), a row for each passage; offsets are UTF-16 code units. */
export function csvOf({ file, title, key, questions }: Evidence): string {
  const rows = questions.flatMap(({ question, source, threshold, passages }) =>
    passages.map(({ score, verdict, line, section, start, end, text }) => [
      ...[file, title, key, question, sourceToText(source), threshold, score, verdict, line, section.join(' > ')],
      ...[start, end, text],
    ]),
  );
  return [COLUMNS, ...rows].map((row) => `${row.map(cellOf).join(',')}\r\n`).join('');
}

function cellOf(value: string | number | undefined): string {
  if (typeof value === 'number') return String(value);
  const text = disarmed(value ?? '');
  return /[",;\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** What a spreadsheet takes for the beginning of a formula, in both widths, and what it passes over before it. */
const FORMULA = /^[\s\p{Cc}\p{Cf}]*[=+\-@＝＋－＠]/u;

/**
 * A spreadsheet would run what begins like a formula; with an apostrophe before it, it is text. Where the reader's list separator is a semicolon, a
 * cell begins behind each.
 */
function disarmed(text: string): string {
  const cells = text
    .split(';')
    .map((cell) => (FORMULA.test(cell) ? `'${cell}` : cell))
    .join(';');
  return /^[\t\r\n;]/.test(cells) ? `'${cells}` : cells;
}
