import type { Interval } from './bootstrap';
import type { Evaluation } from './evaluate';

/** The columns of the comparison: the most important figures. Each system's own table has all of them. */
const COMPARED = [
  ['word_precision', 'word precision'],
  ['word_recall', 'word recall'],
  ['word_f1', 'word F1'],
  ['word_macro_f1', 'macro F1'],
  ['iou_f1@0.5', 'span F1 (IoU 0.5)'],
  ['containment_f1@0.5', 'containment F1 (0.5)'],
  ['gold_coverage_recall@0.5', 'gold covered (0.5)'],
  ['recall_any_overlap', 'gold touched'],
  ['over_prediction_ratio', 'predicted / gold'],
  ['mean_latency_s', 'seconds a row'],
] as const;

/** A markdown table, padded so that it is readable in a terminal too. */
export function markdownTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((title, at) =>
    Math.max(...[title, ...rows.map((row) => row[at]!)].map((cell) => cell.length), 3),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, at) => cell.padEnd(widths[at]!)).join(' | ')} |`;
  return [line(header), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

export function figure(value: number): string {
  return value.toFixed(3);
}

export function interval([low, high]: Interval): string {
  return `[${low.toFixed(2)}, ${high.toFixed(2)}]`;
}

/** The systems by falling word F1, which is shown with its interval. */
export function comparison(systems: ReadonlyMap<string, Evaluation>): string {
  const sorted = [...systems].sort(([, a], [, b]) => b.metrics['word_f1']! - a.metrics['word_f1']!);
  return markdownTable(
    ['system', ...COMPARED.map(([, title]) => title), 'rows without evidence lit'],
    sorted.map(([name, { metrics, intervals, falseAlarms }]) => [
      name,
      ...COMPARED.map(([key]) =>
        key === 'word_f1' ? `${figure(metrics[key]!)} ${interval(intervals[key]!)}` : figure(metrics[key]!),
      ),
      String(falseAlarms),
    ]),
  );
}

/** Every figure of one system. */
export function allFigures({ metrics, intervals }: Evaluation): string {
  return markdownTable(
    ['figure', 'value', '95 % interval'],
    Object.entries(metrics).map(([name, value]) => [`\`${name}\``, figure(value), interval(intervals[name]!)]),
  );
}

/** How the figures change with the threshold or the post-processing: one line for each setting. */
export function settingsTable(title: string, settings: readonly (readonly [string, Evaluation])[]): string {
  return markdownTable(
    [
      title,
      'word precision',
      'word recall',
      'word F1',
      'span F1 (IoU 0.5)',
      'predicted / gold',
      'rows without evidence lit',
    ],
    settings.map(([name, { metrics, intervals, falseAlarms }]) => [
      name,
      figure(metrics['word_precision']!),
      figure(metrics['word_recall']!),
      `${figure(metrics['word_f1']!)} ${interval(intervals['word_f1']!)}`,
      figure(metrics['iou_f1@0.5']!),
      figure(metrics['over_prediction_ratio']!),
      String(falseAlarms),
    ]),
  );
}
