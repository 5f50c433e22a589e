import type { RowCounts } from './counts';
import { COVER_LEVELS, IOU_LEVELS, ratio, sum } from './counts';

/** The figures of a system, under the names of the ACL-Verbatim benchmark. */
export type Metrics = Readonly<Record<string, number>>;

/** The figures of pooled rows; every row counts, those without evidence too. */
export function metricsOf(rows: readonly RowCounts[]): Metrics {
  const total = (value: (row: RowCounts) => number): number => sum(rows.map(value));
  const found = total((row) => row.wordsFound);
  const wordPrecision = ratio(
    found,
    total((row) => row.wordsPredicted),
  );
  const wordRecall = ratio(
    found,
    total((row) => row.wordsGold),
  );
  const predicted = total((row) => row.predicted);
  const gold = total((row) => row.gold);

  const metrics: Record<string, number> = {
    word_precision: wordPrecision,
    word_recall: wordRecall,
    word_f1: harmonicMean(wordPrecision, wordRecall),
    word_macro_f1: ratio(
      total((row) => row.rowF1),
      rows.length,
    ),
  };
  for (const [at, level] of IOU_LEVELS.entries()) {
    const paired = total((row) => row.paired[at]!);
    metrics[`iou_f1@${level}`] = harmonicMean(ratio(paired, predicted), ratio(paired, gold));
  }
  for (const [at, level] of COVER_LEVELS.entries()) {
    const precision = ratio(
      total((row) => row.contained[at]!),
      predicted,
    );
    metrics[`containment_f1@${level.toFixed(1)}`] = harmonicMean(
      precision,
      ratio(
        total((row) => row.holding[at]!),
        gold,
      ),
    );
  }
  for (const [at, level] of COVER_LEVELS.entries()) {
    metrics[`gold_coverage_recall@${level.toFixed(1)}`] = ratio(
      total((row) => row.covered[at]!),
      gold,
    );
  }
  metrics['recall_any_overlap'] = ratio(
    total((row) => row.touched),
    gold,
  );
  metrics['over_prediction_ratio'] = ratio(predicted, gold);
  metrics['mean_latency_s'] = ratio(
    total((row) => row.latency),
    rows.length,
  );
  return metrics;
}

function harmonicMean(a: number, b: number): number {
  return ratio(2 * a * b, a + b);
}
