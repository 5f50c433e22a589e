import type { Answer, View } from '../answers/answer';
import { formatScore, formatThreshold, isSomething, thresholdBelow } from '../answers/bands';
import { bestFirst } from '../spans/scores';
import { type PieceOffsets, piecesOf } from '../answers/result';
import { isKeyword, sourceToText } from '../answers/source';
import type { Outline } from '../paper/types';
import { type FileText, ownFile } from '../paper/fileText';
import { lineOf } from '../text/lines';

/** A passage that an agent may cite: verbatim, with its place. Lines are 1-based, offsets UTF-16 code units, end exclusive. */
interface Quote {
  readonly text: string;
  /** Rounded as in all views, see `formatScore`. */
  readonly score: number;
  /** Line of the first character. */
  readonly line: number;
  /** Line of the last character. */
  readonly endLine: number;
  /** The heading path, outermost first. */
  readonly section: readonly string[];
  readonly uri: string;
  readonly start: number;
  readonly end: number;
  /** The pieces of a passage that other text splits; `text` has ` … ` between them. Absent for a passage in one piece. */
  readonly ranges?: readonly PieceOffsets[];
}

/** The answer of `find_evidence`. */
export interface EvidenceReport {
  readonly question: string;
  readonly model: string;
  readonly threshold: number;
  /** How many passages reach the threshold; `quotes` has the best of them. */
  readonly found: number;
  /** Highest score first. */
  readonly quotes: readonly Quote[];
  /** What the agent can do when passages are left out, or when there is none. */
  readonly note?: string;
}

/** A heading with its line, 1-based. */
interface SectionEntry {
  readonly level: number;
  readonly title: string;
  readonly line: number;
}

/** The answer of `list_sections`. */
export interface SectionsReport {
  readonly uri: string;
  readonly sections: readonly SectionEntry[];
  /** How many lines the text has. */
  readonly lines: number;
}

/**
 * A finished answer as a report for an agent: the `limit` passages with the highest scores.
 *
 * @param file the file that offsets and lines refer to; by default the text that was asked
 */
export function reportOf(
  answer: Answer,
  view: View,
  limit: number,
  uri: string,
  file: FileText = ownFile(answer.text),
): EvidenceReport {
  const lines = lineOf(file.text);
  const passages = bestFirst(answer.passages(view));
  const note = noteOf(answer, view, passages.length, limit);
  return {
    question: answer.question,
    model: sourceToText(answer.source),
    threshold: view.threshold,
    found: passages.length,
    quotes: passages.slice(0, limit).map((passage) => {
      const { start, end, ranges, score, text, section } = file.inFile(passage);
      return {
        text,
        score: Number(formatScore(score, view.threshold)),
        line: lines(start),
        endLine: lines(end - 1),
        section,
        uri,
        start,
        end,
        ...piecesOf(ranges),
      };
    }),
    ...(note === undefined ? {} : { note }),
  };
}

/** The headings of a paper with their lines in its file, as a report for an agent. */
export function sectionsOf(file: FileText, outline: Outline, uri: string): SectionsReport {
  const lines = lineOf(file.text);
  return {
    uri,
    sections: outline.headings.map(({ level, title, start }) => ({ level, title, line: lines(file.offsetOf(start)) })),
    lines: lines(file.text.length),
  };
}

function noteOf(answer: Answer, view: View, found: number, limit: number): string | undefined {
  if (found > limit) return `${found - limit} more reach the threshold: raise 'limit' to see them.`;
  if (found > 0) return undefined;
  const best = answer.best(view);
  const hint = isKeyword(answer.source)
    ? ' Keyword matching finds only words that the paper uses: ask again with the terms of its field.'
    : '';
  if (!isSomething(best)) return `Nothing found: no passage scores above 0.00.${hint}`;
  const score = formatScore(best, view.threshold);
  return `Nothing scores ${formatThreshold(view.threshold)} or more; the best passage has ${score}: ask with 'threshold' ${thresholdBelow(best)} to see it.${hint}`;
}
