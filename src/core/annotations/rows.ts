import type { Answer } from '../answers/answer';
import type { Span } from '../spans/scores';
import { Offsets } from '../text/codePoints';
import { overlaps, type TextRange } from '../text/trim';

/**
 * A row of training or evaluation data: a question, a chunk, and the evidence in the chunk. The field names are those of the ACL-Verbatim
 * data.
 */
export interface AnnotationRow {
  readonly question: string;
  readonly paper_id: string;
  readonly chunk_index: number;
  readonly chunk: string;
  /** 1 when the chunk has evidence. */
  readonly label: 0 | 1;
  /** In text order; offsets are code points of the chunk. */
  readonly spans: readonly { readonly start: number; readonly end: number; readonly text: string }[];
}

/**
 * The rows of one question: one for each chunk that was scored or has evidence, including scored chunks without evidence. A chunk with a
 * passage that no reader has judged is left out, because it may or may not be evidence. Evidence that crosses a chunk border is cut there;
 * a torn passage is one span for each piece.
 *
 * @param evidence what a reader accepted or added: ranges of the text that was asked, UTF-16 code units
 * @param unjudged what an engine marked and no reader has accepted or rejected
 */
export function annotationRows(
  answer: Answer,
  evidence: readonly Pick<Span, 'start' | 'end' | 'ranges'>[],
  unjudged: readonly TextRange[],
  paperId: string,
): AnnotationRow[] {
  const scored = new Set(answer.scoredChunks().map(([chunk]) => chunk));
  return (answer.outline?.chunks ?? []).flatMap((chunk, index) => {
    const touches = (range: TextRange): boolean => overlaps(range, chunk);
    const inside = evidence.filter(touches);
    if (unjudged.some(touches)) return [];
    if (inside.length === 0 && !scored.has(index)) return [];
    const text = answer.text.slice(chunk.start, chunk.end);
    const offsets = new Offsets(text);
    const pieces = inside.flatMap((range) => range.ranges ?? [range]).filter(touches);
    const spans = pieces.map((range) => {
      const start = Math.max(range.start, chunk.start) - chunk.start;
      const end = Math.min(range.end, chunk.end) - chunk.start;
      return { start: offsets.toCodePoints(start), end: offsets.toCodePoints(end), text: text.slice(start, end) };
    });
    const label = spans.length > 0 ? 1 : 0;
    return { question: answer.question, paper_id: paperId, chunk_index: index, chunk: text, label, spans };
  });
}

export function rowsToJsonLines(rows: readonly AnnotationRow[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}
