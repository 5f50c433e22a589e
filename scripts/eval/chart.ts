import type { TopLevelSpec } from 'vega-lite';
import type { Evaluation } from './evaluate';

/** A system's point in the chart. */
interface Point {
  readonly system: string;
  readonly precision: number;
  readonly recall: number;
}

/**
 * Word precision against word recall as an SVG: one point for each system with its 95 % intervals.
 *
 * @param curves the points of an engine at many thresholds, by its name
 */
export async function precisionRecallSvg(
  systems: ReadonlyMap<string, Evaluation>,
  curves: ReadonlyMap<string, readonly Evaluation[]>,
): Promise<string> {
  const points = [...systems].map(([system, { metrics, intervals }]) => ({
    ...pointOf(system, metrics),
    precisionLow: intervals['word_precision']![0],
    precisionHigh: intervals['word_precision']![1],
    recallLow: intervals['word_recall']![0],
    recallHigh: intervals['word_recall']![1],
  }));
  const lines = [...curves].flatMap(([system, evaluations]) =>
    evaluations
      .filter(({ metrics }) => metrics['word_precision']! > 0)
      .map(({ metrics }, order) => ({ ...pointOf(system, metrics), order })),
  );
  const share = { domain: [0, 1] };
  const spec: TopLevelSpec = {
    background: 'white',
    width: 640,
    height: 480,
    title: 'Precision and recall of words, with 95 % intervals over queries',
    // Names stand beside the points, so that nobody has to distinguish eleven colours.
    encoding: { color: { field: 'system', type: 'nominal', scale: { scheme: 'tableau20' }, legend: null } },
    layer: [
      {
        data: { values: points },
        mark: { type: 'rule', opacity: 0.25 },
        encoding: {
          x: { field: 'recallLow', type: 'quantitative', scale: share, title: 'word recall' },
          x2: { field: 'recallHigh' },
          y: { field: 'precision', type: 'quantitative', scale: share, title: 'word precision' },
        },
      },
      {
        data: { values: points },
        mark: { type: 'rule', opacity: 0.25 },
        encoding: {
          x: { field: 'recall', type: 'quantitative', scale: share },
          y: { field: 'precisionLow', type: 'quantitative', scale: share },
          y2: { field: 'precisionHigh' },
        },
      },
      {
        data: { values: lines },
        mark: { type: 'line', strokeDash: [4, 3], point: { size: 12 } },
        encoding: {
          x: { field: 'recall', type: 'quantitative', scale: share },
          y: { field: 'precision', type: 'quantitative', scale: share },
          order: { field: 'order', type: 'quantitative' },
        },
      },
      {
        data: { values: points },
        mark: { type: 'point', filled: true, size: 90, opacity: 1 },
        encoding: {
          x: { field: 'recall', type: 'quantitative', scale: share },
          y: { field: 'precision', type: 'quantitative', scale: share },
        },
      },
      {
        data: { values: points },
        mark: { type: 'text', align: 'left', dx: 7, dy: -7, fontSize: 10 },
        encoding: {
          x: { field: 'recall', type: 'quantitative', scale: share },
          y: { field: 'precision', type: 'quantitative', scale: share },
          text: { field: 'system' },
          color: { value: '#333' },
        },
      },
    ],
  };
  // These libraries are ES modules with top-level await, so a CommonJS script must import them here.
  const [{ parse, View }, { compile }] = await Promise.all([import('vega'), import('vega-lite')]);
  return `${await new View(parse(compile(spec).spec), { renderer: 'none' }).toSVG()}\n`;
}

function pointOf(system: string, metrics: Evaluation['metrics']): Point {
  return { system, precision: metrics['word_precision']!, recall: metrics['word_recall']! };
}
