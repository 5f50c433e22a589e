import vscode = require('vscode');
import type { Evidence, EvidenceQuestion } from '../../core/export/types';
import { citationOf } from '../../core/quotes/citation';
import type { Question } from '../../core/questions/question';
import type { Papers, PlacedPassage } from '../../papers/papers';

/** All that is lit of a paper, where it stands now. */
export function evidenceOf(document: vscode.TextDocument, papers: Papers): Evidence {
  const { threshold } = papers.view(document.uri);
  const passages = papers.passages(document);
  const lost = papers.lost(document);
  const text = document.getText();
  const headings = papers.current(document.uri)?.answer.outline?.headings ?? [];
  return {
    ...citationOf(text, headings),
    file: vscode.workspace.asRelativePath(document.uri),
    text,
    questions: papers.lit(document.uri).map((question) => {
      const isMine = (passage: { readonly question: Question }): boolean => passage.question.id === question.id;
      return {
        ...asQuestion(question, threshold),
        passages: passages.filter(isMine).map((passage) => asPassage(document, passage)),
        lost: lost.filter(isMine).length,
      };
    }),
  };
}

function asQuestion(
  { answer, name, askedAt }: Question,
  threshold: number,
): Omit<EvidenceQuestion, 'passages' | 'lost'> {
  return {
    question: answer.question,
    model: answer.model,
    threshold,
    askedAt,
    ...(name === undefined ? {} : { name }),
  };
}

function asPassage(
  document: vscode.TextDocument,
  { range, score, section, verdict, edited }: PlacedPassage,
): EvidenceQuestion['passages'][number] {
  return {
    start: document.offsetAt(range.start),
    end: document.offsetAt(range.end),
    score,
    text: document.getText(range),
    line: range.start.line + 1,
    section,
    edited,
    ...(verdict === undefined ? {} : { verdict }),
  };
}
