import { piecesOf } from '../answers/result';
import { sourceToText } from '../answers/source';
import { csvTable } from './csv';
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
  return csvTable([COLUMNS, ...rows]);
}

/** The evidence of a paper as JSON, with the field names of the command line's `--json`; offsets are UTF-16 code units. */
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
