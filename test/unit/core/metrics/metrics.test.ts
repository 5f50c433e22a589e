import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { countRow, type GoldRow } from '../../../../src/core/metrics/counts';
import { metricsOf, type Metrics } from '../../../../src/core/metrics/metrics';
import { joinPredictions, parsePredictions } from '../../../../scripts/eval/predictions';
import { parseRows } from '../../../../scripts/eval/rows';
import type { TextRange } from '../../../../src/core/text/trim';

const shared = process.env['EVIDENCE_LENS_SHARED'] ?? join(process.cwd(), '..', 'shared');
const rowsFile = join(shared, 'data', 'acl-gold-dev.jsonl');
const available = existsSync(rowsFile);
console.log(
  available ? `Benchmark metrics: rows of ${rowsFile}` : `Benchmark metrics skipped: there is no ${rowsFile}`,
);

describe.skipIf(!available)('the published systems', () => {
  const read = (name: string): string => readFileSync(join(shared, 'data', name), 'utf8');
  const expected = available ? (JSON.parse(read('acl-gold-dev.expected.json')) as Record<string, Metrics>) : {};

  it.each(Object.keys(expected))('%s gets the figures that the benchmark computed', (system) => {
    const rows = parseRows(read('acl-gold-dev.jsonl'));
    const predictions = joinPredictions(rows, parsePredictions(read('acl-gold-dev.predictions.json')).get(system)!);
    const metrics = metricsOf(rows.map(({ row }, at) => countRow(row, predictions[at]!)));
    expect(Object.keys(metrics)).toEqual(Object.keys(expected[system]!));
    for (const [name, value] of Object.entries(expected[system]!)) {
      expect(Math.abs(metrics[name]! - value), name).toBeLessThan(1e-9);
    }
  });
});

/** Ten words of four letters: word n is [5n, 5n + 4). */
const CHUNK = 'aaaa bbbb cccc dddd eeee ffff gggg hhhh iiii jjjj';

function range(start: number, end: number): TextRange {
  return { start, end };
}

/** The range of whole words, both ends included. */
function words(first: number, last: number): TextRange {
  return range(5 * first, 5 * last + 4);
}

function figures(
  ...rows: (readonly [gold: readonly TextRange[], spans: readonly TextRange[], latency?: number])[]
): Metrics {
  return metricsOf(
    rows.map(([gold, spans, latency = 0]) => {
      const row: GoldRow = { query: 'q', chunk: CHUNK, gold };
      return countRow(row, { spans, latency });
    }),
  );
}

describe('word figures', () => {
  it('a word counts when it overlaps a span at all, and only once', () => {
    const metrics = figures([[words(0, 3)], [range(8, 11), range(8, 9)]]);
    // The span touches words 1 and 2 with a character each.
    expect(metrics['word_precision']).toBe(1);
    expect(metrics['word_recall']).toBe(2 / 4);
    expect(metrics['word_f1']).toBeCloseTo(2 / 3, 12);
  });

  it('a word does not count when only the space before it is in a span', () => {
    expect(figures([[words(0, 0)], [range(4, 5)]])['word_precision']).toBe(0);
  });

  it("words are separated by Python's white space", () => {
    const chunk = 'a\u001cb\u0085c\ufeffd e';
    const row = { query: 'q', chunk, gold: [range(0, chunk.length)] };
    expect(countRow(row, { spans: [], latency: 0 }).wordsGold).toBe(4);
  });

  it('words are pooled over rows for micro figures and averaged by row for macro F1, where an empty row scores 0', () => {
    const metrics = figures(
      [[words(0, 1)], [words(0, 1)]],
      [[], []],
      [[words(0, 3)], [words(3, 5)]],
      [[], [words(0, 0)]],
    );
    expect(metrics['word_precision']).toBe(3 / 6);
    expect(metrics['word_recall']).toBe(3 / 6);
    expect(metrics['word_macro_f1']).toBeCloseTo((1 + 0 + 2 / 7 + 0) / 4, 12);
  });
});

describe('span figures by intersection over union', () => {
  it('spans are paired one to one, best first, down to the required level', () => {
    // Gold [0, 20). Predictions: [0, 10) has 0.5, [0, 16) has 0.8 and takes it.
    const metrics = figures([[range(0, 20)], [range(0, 10), range(0, 16)]]);
    for (const level of [0.3, 0.5, 0.7]) expect(metrics[`iou_f1@${level}`], String(level)).toBeCloseTo(2 / 3, 12);
  });

  it('a pair exactly at the required level counts', () => {
    const metrics = figures([[range(0, 20)], [range(0, 10)]]);
    expect([metrics['iou_f1@0.3'], metrics['iou_f1@0.5'], metrics['iou_f1@0.7']]).toEqual([1, 1, 0]);
  });

  it('among equal pairs the larger indexes win, even if that costs a pair', () => {
    // The second prediction has 1/3 with both gold spans, the first 1/3 with the second gold span, which the second prediction takes.
    const gold = [range(0, 10), range(10, 20)];
    expect(figures([gold, [range(15, 25), range(5, 15)]])['iou_f1@0.3']).toBeCloseTo(1 / 2, 12);
    expect(figures([gold, [range(5, 15), range(15, 25)]])['iou_f1@0.3']).toBe(1);
    // Both predictions are the same: the second is paired, and the first is left.
    expect(figures([[range(0, 10)], [range(0, 10), range(0, 10)]])['iou_f1@0.7']).toBeCloseTo(2 / 3, 12);
  });

  it('span counts are pooled over rows', () => {
    expect(figures([[range(0, 10)], [range(0, 10)]], [[range(0, 10)], []])['iou_f1@0.5']).toBeCloseTo(2 / 3, 12);
  });
});

describe('containment figures', () => {
  it('containment is the share of a prediction inside one gold span, many to one', () => {
    // Three predictions in the one gold span, one outside; the second gold span holds none: 3/4 and 1/2.
    const metrics = figures([
      [range(0, 20), range(30, 40)],
      [range(0, 5), range(5, 10), range(16, 24), range(44, 49)],
    ]);
    expect(metrics['containment_f1@0.5']).toBeCloseTo((2 * (3 / 4) * (1 / 2)) / (3 / 4 + 1 / 2), 12);
    // [16, 24) lies half inside: it counts at 0.5 only.
    expect(metrics['containment_f1@0.8']).toBeCloseTo((2 * (2 / 4) * (1 / 2)) / (2 / 4 + 1 / 2), 12);
    expect(metrics['containment_f1@1.0']).toBe(metrics['containment_f1@0.8']);
  });

  it('containment does not add gold spans: half in one and half in the next is half', () => {
    const metrics = figures([[range(0, 10), range(10, 20)], [range(5, 15)]]);
    expect(metrics['containment_f1@0.5']).toBe(1);
    expect(metrics['containment_f1@0.8']).toBe(0);
  });
});

describe('gold coverage', () => {
  it('gold coverage is the share of a gold span covered by all predictions together', () => {
    const metrics = figures([[range(0, 20)], [range(0, 8), range(4, 10), range(12, 18)]]);
    expect(metrics['gold_coverage_recall@0.5']).toBe(1);
    expect(metrics['gold_coverage_recall@0.8']).toBe(1);
    expect(metrics['gold_coverage_recall@1.0']).toBe(0);
  });

  it('overlapping predictions do not raise gold coverage', () => {
    expect(figures([[range(0, 20)], [range(0, 6), range(0, 6), range(0, 6)]])['gold_coverage_recall@0.5']).toBe(0);
  });
});

describe('other figures', () => {
  it('the other figures are gold spans touched, predictions per gold span, and mean latency of all rows', () => {
    const metrics = figures([[words(0, 1), words(5, 6)], [range(8, 12), range(40, 44), range(45, 49)], 3], [[], [], 1]);
    expect(metrics['recall_any_overlap']).toBe(1 / 2);
    expect(metrics['over_prediction_ratio']).toBe(3 / 2);
    expect(metrics['mean_latency_s']).toBe(2);
  });

  it('figures are 0, never undefined, when there is nothing to divide by', () => {
    expect(Object.values(figures([[], []])).every((value) => value === 0)).toBe(true);
    expect(Object.values(metricsOf([])).every((value) => value === 0)).toBe(true);
  });
});
