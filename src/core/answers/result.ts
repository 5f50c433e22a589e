import type { Span } from '../spans/scores';
import { lineOf } from '../text/lines';
import type { Answer, Passage, View } from './answer';
import { bestFirst } from './order';
import { sourceToText } from './source';

/** A piece of a torn passage: start and end, in UTF-16 code units. */
export type PieceOffsets = readonly [start: number, end: number];

/** A passage in the form of the command line's `--json`; offsets are UTF-16 code units. */
export interface ResultSpan {
  readonly start: number;
  readonly end: number;
  /** The pieces of a torn passage, by place; absent when it is one piece. `text` is then the pieces joined by ` … `. */
  readonly ranges?: readonly PieceOffsets[];
  readonly score: number;
  readonly text: string;
  /** 1-based line of the start. */
  readonly line: number;
  readonly section: readonly string[];
}

/** The answer to a question in the form of the command line's `--json`. */
export interface HighlightResult {
  readonly model: string;
  readonly question: string;
  readonly threshold: number;
  readonly spans: readonly ResultSpan[];
  /** How many chunks were scored. */
  readonly chunks: number;
  readonly elapsedMs: number;
}

/** The pieces of a passage as a field of a result, where it is torn. */
export function piecesOf(ranges: Passage['ranges']): { readonly ranges?: readonly PieceOffsets[] } {
  return ranges ? { ranges: ranges.map(({ start, end }) => [start, end]) } : {};
}

/** Which passages are wanted. */
export interface Selection {
  /** Only so many, those with the highest scores. */
  readonly top?: number | undefined;
  readonly order: 'place' | 'score';
}

/** Some of the passages of an answer, in an order; `passages` come by place. */
export function selected(passages: readonly Passage[], { top, order }: Selection): readonly Passage[] {
  if (top === undefined && order === 'place') return passages;
  const best = bestFirst(passages).slice(0, top);
  if (order === 'score') return best;
  const kept = new Set(best);
  return passages.filter((passage) => kept.has(passage));
}

/** Reads a finished answer under a view; without a selection all passages, by place. */
export function resultOf(
  answer: Answer,
  view: View,
  elapsedMs: number,
  selection: Selection = { order: 'place' },
): HighlightResult {
  return {
    model: sourceToText(answer.source),
    question: answer.question,
    threshold: view.threshold,
    spans: resultSpans(answer, selected(answer.passages(view), selection)),
    chunks: answer.scored,
    elapsedMs,
  };
}

/** Passages or units of an answer in the form of `--json`, in their order. */
export function resultSpans(
  answer: Answer,
  spans: readonly (Span & { readonly text: string; readonly section: readonly string[] })[],
): ResultSpan[] {
  const lines = lineOf(answer.text);
  return spans.map(({ start, end, ranges, score, text, section }) => ({
    start,
    end,
    ...piecesOf(ranges),
    score,
    text,
    line: lines(start),
    section,
  }));
}
