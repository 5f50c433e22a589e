import { bootstrapIntervals, type Interval } from './bootstrap';
import { countRow, poolCounts, type GoldRow, type Prediction } from '../../src/core/metrics/counts';
import { metricsOf, type Metrics } from '../../src/core/metrics/metrics';

/** The figures of a system with their intervals. */
export interface Evaluation {
  readonly metrics: Metrics;
  /** A 95 % interval for each of `metrics`, by bootstrap over queries. */
  readonly intervals: Readonly<Record<string, Interval>>;
  /** Number of rows without evidence in which the system marked something. */
  readonly falseAlarms: number;
}

/**
 * Scores a system.
 *
 * @param predictions one for each row, in the order of `rows`
 */
export function evaluate(rows: readonly GoldRow[], predictions: readonly Prediction[]): Evaluation {
  const all = rows.map((row, at) => countRow(row, predictions[at]!));
  // Rows are pooled by query first: a resample then adds up as many counts as there are queries, not rows.
  const queries = [...new Set(rows.map(({ query }) => query))].map((query) => ({
    query,
    counts: poolCounts(all.filter((_, at) => rows[at]!.query === query)),
  }));
  return {
    metrics: metricsOf(all),
    intervals: bootstrapIntervals(queries, metricsOf),
    falseAlarms: all.filter(({ gold, predicted }) => gold === 0 && predicted > 0).length,
  };
}
