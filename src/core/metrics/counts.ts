import type { TextRange } from '../text/trim';

/** The intersection over union from which a predicted and a gold span count as a pair. */
export const IOU_LEVELS = [0.3, 0.5, 0.7] as const;
/** The share of a span that must be covered. */
export const COVER_LEVELS = [0.5, 0.8, 1] as const;

/** A row of the benchmark: the gold spans of a chunk for a query. Offsets are UTF-16 code units of the chunk. */
export interface GoldRow {
  readonly query: string;
  readonly chunk: string;
  readonly gold: readonly TextRange[];
}

/** What a system marked in a row, exactly as it returned it: overlaps and repetitions stay. */
export interface Prediction {
  readonly spans: readonly TextRange[];
  /** Seconds that the system took for the row. */
  readonly latency: number;
}

/** The counts from which all figures of a system are computed: of one row, or the sums over several. */
export interface RowCounts {
  readonly rows: number;
  readonly wordsFound: number;
  readonly wordsPredicted: number;
  readonly wordsGold: number;
  /** The word F1 of a row, summed over the rows; 0 for a row whose prediction and gold are both empty. */
  readonly rowF1: number;
  readonly predicted: number;
  readonly gold: number;
  /** Pairs of spans, for each of `IOU_LEVELS`. */
  readonly paired: readonly number[];
  /** Predictions that lie in a gold span, for each of `COVER_LEVELS`. */
  readonly contained: readonly number[];
  /** Gold spans that contain such a prediction, for each of `COVER_LEVELS`. */
  readonly holding: readonly number[];
  /** Gold spans that all predictions together cover, for each of `COVER_LEVELS`. */
  readonly covered: readonly number[];
  /** Gold spans that at least one prediction touches. */
  readonly touched: number;
  readonly latency: number;
}

/** A run without white space as Python's `str.isspace` sees it: that counts U+001C to U+001F and U+0085, but not U+FEFF. */
const WORD = /(?:[^\s\u001c-\u001f\u0085]|\ufeff)+/g;

/** Counts one row by the definitions of the ACL-Verbatim benchmark. */
export function countRow({ chunk, gold }: GoldRow, { spans, latency }: Prediction): RowCounts {
  const words = [...chunk.matchAll(WORD)].map((match) => ({ start: match.index, end: match.index + match[0].length }));
  const inGold = words.map((word) => gold.some((span) => overlap(word, span) > 0));
  const inSpans = words.map((word) => spans.some((span) => overlap(word, span) > 0));
  const wordsFound = words.filter((_, at) => inGold[at] && inSpans[at]).length;
  const wordsPredicted = inSpans.filter(Boolean).length;
  const wordsGold = inGold.filter(Boolean).length;

  const within = COVER_LEVELS.map((level) =>
    spans.map((span) => gold.map((target) => overlap(span, target) / length(span) >= level)),
  );
  const parts = union(spans);
  const shares = gold.map((target) => sum(parts.map((part) => overlap(part, target))) / length(target));
  return {
    rows: 1,
    wordsFound,
    wordsPredicted,
    wordsGold,
    rowF1: ratio(2 * wordsFound, wordsPredicted + wordsGold),
    predicted: spans.length,
    gold: gold.length,
    paired: IOU_LEVELS.map((level) => pairs(spans, gold, level)),
    contained: within.map((rows) => rows.filter((row) => row.includes(true)).length),
    holding: within.map((rows) => gold.filter((_, at) => rows.some((row) => row[at])).length),
    covered: COVER_LEVELS.map((level) => shares.filter((share) => share >= level).length),
    touched: gold.filter((target) => spans.some((span) => overlap(span, target) > 0)).length,
    latency,
  };
}

export function poolCounts(rows: readonly RowCounts[]): RowCounts {
  const total = (value: (row: RowCounts) => number): number => rows.reduce((result, row) => result + value(row), 0);
  const totals = (levels: readonly number[], values: (row: RowCounts) => readonly number[]): number[] =>
    levels.map((_, at) => total((row) => values(row)[at]!));
  return {
    rows: total((row) => row.rows),
    wordsFound: total((row) => row.wordsFound),
    wordsPredicted: total((row) => row.wordsPredicted),
    wordsGold: total((row) => row.wordsGold),
    rowF1: total((row) => row.rowF1),
    predicted: total((row) => row.predicted),
    gold: total((row) => row.gold),
    paired: totals(IOU_LEVELS, (row) => row.paired),
    contained: totals(COVER_LEVELS, (row) => row.contained),
    holding: totals(COVER_LEVELS, (row) => row.holding),
    covered: totals(COVER_LEVELS, (row) => row.covered),
    touched: total((row) => row.touched),
    latency: total((row) => row.latency),
  };
}

/** The number of one-to-one pairs, chosen greedily by decreasing overlap; between equal overlaps, larger indexes first. */
function pairs(spans: readonly TextRange[], gold: readonly TextRange[], level: number): number {
  const candidates = spans
    .flatMap((span, a) => gold.map((target, b) => ({ a, b, iou: intersectionOverUnion(span, target) })))
    .filter(({ iou }) => iou >= level)
    .sort((x, y) => y.iou - x.iou || y.a - x.a || y.b - x.b);
  const takenSpans = new Set<number>();
  const takenGold = new Set<number>();
  for (const { a, b } of candidates) {
    if (takenSpans.has(a) || takenGold.has(b)) continue;
    takenSpans.add(a);
    takenGold.add(b);
  }
  return takenSpans.size;
}

function intersectionOverUnion(a: TextRange, b: TextRange): number {
  const shared = overlap(a, b);
  return ratio(shared, length(a) + length(b) - shared);
}

/** The ranges, joined where they overlap, so that nothing is counted twice. */
function union(spans: readonly TextRange[]): TextRange[] {
  const joined: { start: number; end: number }[] = [];
  for (const span of [...spans].sort((a, b) => a.start - b.start)) {
    const last = joined.at(-1);
    if (last && span.start <= last.end) last.end = Math.max(last.end, span.end);
    else joined.push({ ...span });
  }
  return joined;
}

function overlap(a: TextRange, b: TextRange): number {
  return Math.max(0, Math.min(a.end, b.end) - Math.max(a.start, b.start));
}

function length(range: TextRange): number {
  return range.end - range.start;
}

/** a / b, or 0 when b is 0. */
export function ratio(a: number, b: number): number {
  return b === 0 ? 0 : a / b;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
