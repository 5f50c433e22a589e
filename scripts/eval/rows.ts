import type { TextRange } from '../../src/core/text/trim';
import type { GoldRow, Prediction } from '../../src/core/metrics/counts';
import { placeText } from './placeText';
import { KnownError } from '../../src/core/errors/knownError';
import { type Fields, isFields } from '../../src/core/storage/schemas';

/** A row of the benchmark with a unique key, by which predictions are joined. */
export interface KeyedRow {
  readonly key: string;
  readonly row: GoldRow;
}

/** The label of a result that holds evidence, in the public repository's file. */
const RELEVANT = 'r';

/**
 * Reads benchmark rows from JSON lines in any of three forms, which are distinguished by their keys: `{query, chunk, gold_spans}` with
 * offsets in UTF-16 code units; `{question, chunk, spans}` with offsets in code points (exported annotations); and the public repository's
 * `{query, results: [{document_id, chunk_number, chunk, relevance_label, gold_extraction}]}`, whose gold is text.
 *
 * @throws KnownError with the number of the first line that is of none of these forms, or when there is no row at all
 */
export function parseRows(jsonLines: string): KeyedRow[] {
  const rows = jsonLines
    .split('\n')
    .flatMap((line, index) => (line.trim() === '' ? [] : rowsOf(objectOf(line, index + 1), index + 1)));
  if (rows.length === 0) throw new KnownError('badRows', 'There are no rows.');
  return rows;
}

/** The key that joins predictions to rows. A row without a prediction predicts nothing. */
export function keyOf(query: string, paperId: unknown, chunkIndex: unknown): string {
  return JSON.stringify([query, paperId ?? null, chunkIndex ?? null]);
}

/** The prediction for a row without one. */
export const NOTHING: Prediction = { spans: [], latency: 0 };

function rowsOf(fields: Fields, line: number): KeyedRow[] {
  const isAnnotation = 'question' in fields;
  const query = isAnnotation ? fields['question'] : fields['query'];
  if (typeof query !== 'string')
    throw new KnownError('badRows', `Line ${line} has neither a "query" nor a "question".`);
  if ('results' in fields) return resultsOf(fields['results'], line).map((result) => publicRow(query, result, line));

  const { chunk } = fields;
  if (typeof chunk !== 'string') throw new KnownError('badRows', `Line ${line} has no text under "chunk".`);
  const spans = spansOf(isAnnotation ? fields['spans'] : fields['gold_spans'], `Line ${line}`);
  const gold = isAnnotation ? fromCodePoints(chunk, spans) : spans;
  if (gold.some(({ start, end }) => start < 0 || start >= end || end > chunk.length)) {
    throw new KnownError('badRows', `Line ${line} has a span outside its chunk.`);
  }
  return [{ key: keyOf(query, fields['paper_id'], fields['chunk_index']), row: { query, chunk, gold } }];
}

function resultsOf(value: unknown, line: number): Fields[] {
  if (!Array.isArray(value) || !value.every(isFields))
    throw new KnownError('badRows', `Line ${line} has no list of results.`);
  return value;
}

/** A gold text that is not in its chunk is dropped, as in the benchmark. */
function publicRow(query: string, result: Fields, line: number): KeyedRow {
  const { chunk, gold_extraction: texts = [] } = result;
  if (typeof chunk !== 'string')
    throw new KnownError('badRows', `Line ${line} has a result without text under "chunk".`);
  if (!Array.isArray(texts) || !texts.every((text) => typeof text === 'string')) {
    throw new KnownError('badRows', `Line ${line} has a result whose "gold_extraction" is no list of texts.`);
  }
  const marked = result['relevance_label'] === RELEVANT ? texts : [];
  const gold = marked.map((text) => placeText(chunk, text)).filter((range) => range !== undefined);
  return { key: keyOf(query, result['document_id'], result['chunk_number']), row: { query, chunk, gold } };
}

function objectOf(line: string, number: number): Fields {
  try {
    const value: unknown = JSON.parse(line);
    if (isFields(value)) return value;
  } catch {
    // The error is thrown below, as for any other value.
  }
  throw new KnownError('badRows', `Line ${number} is not a JSON object.`);
}

/**
 * Reads spans as pairs [start, end] or objects with `start` and `end`.
 *
 * @throws KnownError that begins with `where`
 */
export function spansOf(value: unknown, where: string): TextRange[] {
  if (!Array.isArray(value)) throw new KnownError('badRows', `${where} has no list of spans.`);
  return (value as unknown[]).map((span) => {
    const [start, end] = Array.isArray(span) ? (span as unknown[]) : isFields(span) ? [span['start'], span['end']] : [];
    if (!Number.isSafeInteger(start) || !Number.isSafeInteger(end)) {
      throw new KnownError('badRows', `${where} has a span without whole numbers for its start and end.`);
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
