import type { Prediction } from '../../src/core/metrics/counts';
import { keyOf, NOTHING, spansOf, type KeyedRow } from './rows';
import { KnownError } from '../../src/core/errors/knownError';
import { type Fields, isFields } from '../../src/core/storage/schemas';

/** What each system marked, by the key of the row. */
export type SystemPredictions = ReadonlyMap<string, Prediction>;

/**
 * Reads stored predictions: `{system: [{query, paper_id, chunk_index, spans, latency_s?}]}`. Offsets are UTF-16 code units of the row's
 * chunk, latencies are seconds.
 *
 * @throws KnownError that names the system and its entry
 */
export function parsePredictions(json: string): ReadonlyMap<string, SystemPredictions> {
  const systems = Object.entries(parsed(json));
  if (systems.length === 0) throw new KnownError('badRows', 'There are no systems.');
  return new Map(
    systems.map(([system, entries]) => {
      if (!Array.isArray(entries)) throw new KnownError('badRows', `"${system}" has no list of predictions.`);
      return [system, new Map(entries.map((entry, index) => keyed(entry, `"${system}", entry ${index + 1},`)))];
    }),
  );
}

/**
 * The predictions of the rows, in their order. A row without a prediction predicts nothing.
 *
 * @throws KnownError when a span does not lie in its chunk
 */
export function joinPredictions(rows: readonly KeyedRow[], predictions: SystemPredictions): Prediction[] {
  return rows.map(({ key, row }) => {
    const prediction = predictions.get(key) ?? NOTHING;
    const outside = prediction.spans.find(({ start, end }) => start < 0 || start > end || end > row.chunk.length);
    if (outside) {
      throw new KnownError(
        'badRows',
        `A predicted span ${outside.start} to ${outside.end} lies outside its chunk, for ${key}.`,
      );
    }
    return prediction;
  });
}

function keyed(entry: unknown, where: string): readonly [string, Prediction] {
  if (!isFields(entry)) throw new KnownError('badRows', `${where} is no JSON object.`);
  const { query, paper_id: paperId, chunk_index: chunkIndex, latency_s: latency = 0 } = entry;
  if (typeof query !== 'string') throw new KnownError('badRows', `${where} has no "query".`);
  if (typeof latency !== 'number') throw new KnownError('badRows', `${where} has a "latency_s" that is no number.`);
  return [keyOf(query, paperId, chunkIndex), { spans: spansOf(entry['spans'], where), latency }];
}

function parsed(json: string): Fields {
  try {
    const value: unknown = JSON.parse(json);
    if (isFields(value)) return value;
  } catch {
    // The error is thrown below, as for any other value.
  }
  throw new KnownError('badRows', 'Predictions are one JSON object with a list for each system.');
}
