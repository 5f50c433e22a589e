import type { TextRange } from '../text/trim';
import type { GoldRow, Prediction } from './counts';

/** A row of the benchmark with what tells it from others: predictions are joined by this key. */
export interface KeyedRow {
  readonly key: string;
  readonly row: GoldRow;
}

/** A file of rows or predictions cannot be used; the message names the line. */
export class RowsError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'RowsError';
  }
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads benchmark rows from JSON lines, in either form, told apart by their keys: `{query, chunk, gold_spans}` with offsets in
 * UTF-16 code units, or `{question, chunk, spans}` with offsets in code points (the form of exported annotations).
 *
 * @throws RowsError with the number of the first line that is of neither form
 */
export function parseRows(jsonLines: string): KeyedRow[] {
  return jsonLines.split('\n').flatMap((line, index) => (line.trim() === '' ? [] : [parseRow(line, index + 1)]));
}

function parseRow(line: string, number: number): KeyedRow {
  const fields = objectOf(line, number);
  const { chunk } = fields;
  if (typeof chunk !== 'string') throw new RowsError(`Line ${number} has no text under "chunk".`);
  const isAnnotation = 'question' in fields;
  const query = isAnnotation ? fields['question'] : fields['query'];
  if (typeof query !== 'string') throw new RowsError(`Line ${number} has neither a "query" nor a "question".`);
  const spans = spansOf(isAnnotation ? fields['spans'] : fields['gold_spans'], number);
  const gold = isAnnotation ? fromCodePoints(chunk, spans) : spans;
  if (gold.some(({ start, end }) => start < 0 || start >= end || end > chunk.length)) {
    throw new RowsError(`Line ${number} has a span outside its chunk.`);
  }
  return { key: keyOf(query, fields['paper_id'], fields['chunk_index']), row: { query, chunk, gold } };
}

/** Joins predictions to rows; a row that none was made for predicts nothing. */
export function keyOf(query: string, paperId: unknown, chunkIndex: unknown): string {
  return JSON.stringify([query, paperId ?? null, chunkIndex ?? null]);
}

/** What a system marked where no prediction is given. */
export const NOTHING: Prediction = { spans: [], latency: 0 };

function objectOf(line: string, number: number): Fields {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  } catch {
    // Said below, as for any other value.
  }
  throw new RowsError(`Line ${number} is not a JSON object.`);
}

/** Spans are pairs [start, end] or objects with `start` and `end`. */
function spansOf(value: unknown, number: number): TextRange[] {
  if (!Array.isArray(value)) throw new RowsError(`Line ${number} has no list of spans.`);
  return (value as unknown[]).map((span) => {
    const { start, end } = (
      Array.isArray(span) ? { start: span[0] as unknown, end: span[1] as unknown } : span
    ) as Fields;
    if (!Number.isSafeInteger(start) || !Number.isSafeInteger(end)) {
      throw new RowsError(`Line ${number} has a span without whole numbers for its start and end.`);
    }
    return { start: start as number, end: end as number };
  });
}

function fromCodePoints(text: string, spans: readonly TextRange[]): TextRange[] {
  const units: number[] = [];
  let unit = 0;
  for (const character of text) {
    units.push(unit);
    unit += character.length;
  }
  units.push(unit);
  return spans.map(({ start, end }) => ({ start: units[start] ?? -1, end: units[end] ?? -1 }));
}
