import type { RowCounts } from './counts';
import { COVER_LEVELS, IOU_LEVELS, poolCounts, ratio } from './counts';

/** The figures of a system, by the names of the ACL-Verbatim benchmark. */
export type Metrics = Readonly<Record<string, number>>;

/** The figures of pooled rows. Every row counts, also those without evidence. */
export function metricsOf(rows: readonly RowCounts[]): Metrics {
  const all = poolCounts(rows);
  const wordPrecision = ratio(all.wordsFound, all.wordsPredicted);
  const wordRecall = ratio(all.wordsFound, all.wordsGold);
  const metrics: Record<string, number> = {
    word_precision: wordPrecision,
    word_recall: wordRecall,
    word_f1: harmonicMean(wordPrecision, wordRecall),
    word_macro_f1: ratio(all.rowF1, all.rows),
  };
  for (const [at, level] of IOU_LEVELS.entries()) {
    const paired = all.paired[at]!;
    metrics[`iou_f1@${level}`] = harmonicMean(ratio(paired, all.predicted), ratio(paired, all.gold));
  }
  for (const [at, level] of COVER_LEVELS.entries()) {
    const precision = ratio(all.contained[at]!, all.predicted);
    metrics[`containment_f1@${level.toFixed(1)}`] = harmonicMean(precision, ratio(all.holding[at]!, all.gold));
  }
  for (const [at, level] of COVER_LEVELS.entries()) {
    metrics[`gold_coverage_recall@${level.toFixed(1)}`] = ratio(all.covered[at]!, all.gold);
  }
  metrics['recall_any_overlap'] = ratio(all.touched, all.gold);
  metrics['over_prediction_ratio'] = ratio(all.predicted, all.gold);
  metrics['mean_latency_s'] = ratio(all.latency, all.rows);
  return metrics;
}

function harmonicMean(a: number, b: number): number {
  return ratio(2 * a * b, a + b);
}
