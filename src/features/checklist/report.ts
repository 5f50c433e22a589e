import { formatOfPaper, type PaperDocument } from '../../papers/documents';
import vscode = require('vscode');
import type { Answer, Passage, View } from '../../core/answers/answer';
import { nearestBelow } from '../../core/answers/nearest';
import { quotedText } from '../../core/answers/readableText';
import { selected } from '../../core/answers/result';
import { reportOf } from '../../core/export/report';
import type { EvidencePassage, EvidenceQuestion } from '../../core/export/types';
import { citationOf } from '../../core/quotes/citation';
import { lineOf } from '../../core/text/lines';
import { linkFromAnywhere } from '../../papers/links';

/** How many passages the report has for each question: the best ones. The paper itself shows all. */
const SHOWN_PASSAGES = 5;

/** A question of a list with its answer. */
export interface AnsweredQuestion {
  readonly answer: Answer;
  readonly evidence: EvidenceQuestion;
}

/** A complete answer with its best passages, as the report shows them. */
export function answered(answer: Answer, view: View): AnsweredQuestion {
  const lineAt = lineOf(answer.text);
  const all = answer.passages(view);
  const asEvidence = (passage: Passage): EvidencePassage => {
    const { start, end, ranges, score, text, section } = passage;
    const quote = quotedText(answer.outline, passage, answer.text, passage);
    return {
      start,
      end,
      ...(ranges ? { ranges } : {}),
      score,
      text,
      quote,
      line: lineAt(start),
      section,
      edited: false,
    };
  };
  const passages = selected(all, { top: SHOWN_PASSAGES, order: 'place' }).map(asEvidence);
  const [nearest] = all.length > 0 ? [] : nearestBelow(answer, view).map(asEvidence);
  const { question, source } = answer;
  const more = all.length - passages.length;
  const evidence = { question, source, threshold: view.threshold, askedAt: Date.now(), passages, lost: 0, more };
  return { answer, evidence: nearest ? { ...evidence, nearest } : evidence };
}

/**
 * The report of a list.
 *
 * @param title of the list
 * @param left questions that were not asked, because the reader stopped before
 */
export function listReport(
  document: PaperDocument,
  title: string,
  asked: readonly AnsweredQuestion[],
  left: readonly string[],
): string {
  const [first] = asked;
  const text = first?.answer.text ?? '';
  const headings = first?.answer.outline?.headings ?? [];
  const evidence = {
    ...citationOf(text, headings, formatOfPaper(document)),
    file: vscode.workspace.asRelativePath(document.uri),
    text,
    list: title,
    questions: asked.map((question) => question.evidence),
    notAsked: left,
  };
  return reportOf(evidence, (line) => linkFromAnywhere(document.uri, line));
}
