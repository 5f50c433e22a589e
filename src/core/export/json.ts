import { sourceToText } from '../answers/source';
import { piecesOf } from '../answers/result';
import type { Evidence } from './types';

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
        spans: passages.map(({ start, end, ranges, score, text, line, section, verdict, edited }) => ({
          ...{ start, end, ...piecesOf(ranges), score, text, line, section, verdict },
          ...(edited ? { edited } : {}),
        })),
      })),
    },
    undefined,
    2,
  )}\n`;
}
