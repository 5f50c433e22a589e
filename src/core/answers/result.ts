import { type Span, bestFirst } from '../spans/scores';
import { type FileText, ownFile } from '../paper/fileText';
import { lineOf } from '../text/lines';
import type { Answer, Passage, View } from './answer';
import { sourceToText } from './source';

/** A piece of a passage: start and end, in UTF-16 code units. */
export type PieceOffsets = readonly [start: number, end: number];

/** A passage as the command line's `--json` writes it; offsets are UTF-16 code units. */
export interface ResultSpan {
  readonly start: number;
  readonly end: number;
  /** The pieces of a passage that other text splits, in text order; `text` has ` … ` between them. Absent for a passage in one piece. */
  readonly ranges?: readonly PieceOffsets[];
  readonly score: number;
  readonly text: string;
  /** Line of the start, from 1. */
  readonly line: number;
  readonly section: readonly string[];
}

/** The answer to a question as the command line's `--json` writes it. */
export interface HighlightResult {
  readonly model: string;
  readonly question: string;
  readonly threshold: number;
  readonly spans: readonly ResultSpan[];
  /** Number of chunks that were scored. */
  readonly chunks: number;
  readonly elapsedMs: number;
}

/** The `ranges` field of a result; no field when the passage is one piece. */
export function piecesOf(ranges: Passage['ranges']): { readonly ranges?: readonly PieceOffsets[] } {
  return ranges ? { ranges: ranges.map(({ start, end }) => [start, end]) } : {};
}

/** Which passages to return. */
export interface Selection {
  /** At most this many passages: those with the highest scores. */
  readonly top?: number | undefined;
  readonly order: 'place' | 'score';
}

/** Selects and orders passages of an answer; `passages` are in text order. */
export function selected(passages: readonly Passage[], { top, order }: Selection): readonly Passage[] {
  if (top === undefined && order === 'place') return passages;
  const best = bestFirst(passages).slice(0, top);
  if (order === 'score') return best;
  const kept = new Set(best);
  return passages.filter((passage) => kept.has(passage));
}

/**
 * A finished answer under a view. Without a selection: all passages in text order.
 *
 * @param file the file that offsets and lines refer to; by default the text that was asked
 */
export function resultOf(
  answer: Answer,
  view: View,
  elapsedMs: number,
  selection: Selection = { order: 'place' },
  file: FileText = ownFile(answer.text),
): HighlightResult {
  return {
    model: sourceToText(answer.source),
    question: answer.question,
    threshold: view.threshold,
    spans: resultSpans(selected(answer.passages(view), selection), file),
    chunks: answer.scored,
    elapsedMs,
  };
}

/** Passages or units of a paper in the form of `--json`, with their places in its file; keeps their order. */
export function resultSpans(
  spans: readonly (Span & { readonly text: string; readonly section: readonly string[] })[],
  file: FileText,
): ResultSpan[] {
  const lines = lineOf(file.text);
  return spans.map((span) => {
    const { start, end, ranges, score, text, section } = file.inFile(span);
    return { start, end, ...piecesOf(ranges), score, text, line: lines(start), section };
  });
}
