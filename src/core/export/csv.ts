import type { Evidence } from './types';

const COLUMNS = [
  ...['file', 'title', 'citation_key', 'question', 'model', 'threshold', 'score', 'verdict', 'line', 'section'],
  ...['start', 'end', 'text'],
];

/** The evidence of a paper as CSV (RFC 4180), a row for each passage; offsets are UTF-16 code units. */
export function csvOf({ file, title, key, questions }: Evidence): string {
  const rows = questions.flatMap(({ question, model, threshold, passages }) =>
    passages.map(({ score, verdict, line, section, start, end, text }) => [
      ...[file, title, key, question, model, threshold, score, verdict, line, section.join(' > ')],
      ...[start, end, text],
    ]),
  );
  return [COLUMNS, ...rows].map((row) => `${row.map(cellOf).join(',')}\r\n`).join('');
}

function cellOf(value: string | number | undefined): string {
  if (typeof value === 'number') return String(value);
  // A spreadsheet would run what begins like a formula; with an apostrophe before it, it is text.
  const text = (value ?? '').replace(/^[=+\-@\t\r]/, "'$&");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
