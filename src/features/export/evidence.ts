import vscode = require('vscode');
import { quotedText } from '../../core/answers/readableText';
import type { Evidence, EvidenceQuestion } from '../../core/export/types';
import { citationOf } from '../../core/quotes/citation';
import type { Question } from '../../core/questions/question';
import { textOfPieces } from '../../core/text/pieces';
import { formatOfPaper, type PaperDocument } from '../../papers/documents';
import type { Papers, ShownPassage } from '../../papers/papers';

/** All passages of the lit questions of a paper, where they stand now, also those that are shown only on request, and how many are lost. */
export function evidenceOf(document: PaperDocument, papers: Papers): Evidence {
  const { threshold } = papers.view(document.uri);
  const { passages: shown, more, lost } = papers.placement(document);
  const passages = [...shown, ...more].sort((a, b) => a.now.start - b.now.start || b.now.end - a.now.end);
  const text = document.getText();
  const headings = papers.paper(document.uri).current?.answer.outline?.headings ?? [];
  return {
    ...citationOf(text, headings, formatOfPaper(document)),
    file: vscode.workspace.asRelativePath(document.uri),
    text,
    questions: papers.paper(document.uri).lit.map((question) => {
      const isMine = (passage: { readonly question: Question }): boolean => passage.question.id === question.id;
      return {
        ...asQuestion(question, threshold),
        passages: passages.filter(isMine).map((passage) => asPassage(text, passage)),
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
    source: answer.source,
    threshold,
    askedAt,
    ...(name === undefined ? {} : { name }),
  };
}

function asPassage(text: string, passage: ShownPassage): EvidenceQuestion['passages'][number] {
  const { now, range, cell, score, section, verdict, edited, question } = passage;
  return {
    ...now,
    score,
    text: textOfPieces(text, now.ranges ?? [now]),
    quote: quotedText(question.answer.outline, passage, text, now),
    line: range.start.line + 1,
    ...(cell === undefined ? {} : { cell }),
    section,
    edited,
    ...(verdict === undefined ? {} : { verdict }),
  };
}
