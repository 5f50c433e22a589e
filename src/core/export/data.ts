import { piecesOf } from '../answers/result';
import { sourceToText } from '../answers/source';
import type { Evidence } from './types';

const COLUMNS = [
  ...['file', 'title', 'citation_key', 'question', 'model', 'threshold', 'score', 'verdict', 'line', 'section'],
  ...['start', 'end', 'text'],
];

/** The evidence of a paper as CSV (RFC 4180), one row for each passage. Offsets are UTF-16 code units. */
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

/** What a spreadsheet takes for the start of a formula (in both widths), and characters that it skips before it. */
const FORMULA = /^[\s\p{Cc}\p{Cf}]*[=+\-@＝＋－＠]/u;

/**
 * Puts an apostrophe before text that a spreadsheet would run as a formula. Where the reader's list separator is a semicolon, a cell begins
 * after each semicolon.
 */
function disarmed(text: string): string {
  const cells = text
    .split(';')
    .map((cell) => (FORMULA.test(cell) ? `'${cell}` : cell))
    .join(';');
  return /^[\t\r\n;]/.test(cells) ? `'${cells}` : cells;
}

/** The evidence of a paper as JSON, in the names of the command line's `--json`; offsets are UTF-16 code units. */
export function jsonOf({ file, title, key, questions }: Evidence): string {
  const paper = { file, title, citationKey: key };
  return `${JSON.stringify(
    {
      paper,
      questions: questions.map(({ passages, askedAt, question, source, ...more }) => ({
        question,
        model: sourceToText(source),
        ...more,
        askedAt: new Date(askedAt).toISOString(),
        spans: passages.map(({ start, end, ranges, score, text, cell, line, section, verdict, edited }) => ({
          ...{ start, end, ...piecesOf(ranges), score, text, cell, line, section, verdict },
          ...(edited ? { edited } : {}),
        })),
      })),
    },
    undefined,
    2,
  )}\n`;
}
