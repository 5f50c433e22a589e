import type { Interval } from './bootstrap';
import type { PaperCounts } from './questionCounts';

/** The figures of an engine on questions about whole papers. */
export interface QuestionFigures {
  /** Figures of words, pooled over all questions. Each paper counts as one chunk. */
  readonly word_f1: number;
  readonly word_precision: number;
  readonly word_recall: number;
  /** Share of answerable questions with a lit passage that touches an answer. */
  readonly answered: number;
  /** Share of lit passages that touch an answer. */
  readonly lit_right: number;
  readonly lit_per_question: number;
  /** Share of questions without an answer for which something is lit. */
  readonly unanswerable_lit: number;
  /** Share of answerable questions with a unit that touches an answer among the best 1, 3 or 5. */
  readonly hit_1: number;
  readonly hit_3: number;
  readonly hit_5: number;
}

export type FigureName = keyof QuestionFigures;

const RESAMPLES = 1000;
/** Indexes of the 2.5th and the 97.5th percentile among 1,000 values. */
const [LOW, HIGH] = [25, 974];

/** The figures of pooled papers. */
export function questionFigures(papers: readonly PaperCounts[]): QuestionFigures {
  const sum = (key: Exclude<keyof PaperCounts, 'paper'>): number => papers.reduce((total, row) => total + row[key], 0);
  const share = (part: number, whole: number): number => part / Math.max(1, whole);
  const answerable = sum('answerable');
  const precision = share(sum('tp'), sum('predicted'));
  const recall = share(sum('tp'), sum('gold'));
  return {
    word_f1: precision + recall > 0 ? (2 * precision * recall) / (precision + recall) : 0,
    word_precision: precision,
    word_recall: recall,
    answered: share(sum('answered'), answerable),
    lit_right: share(sum('litRight'), sum('lit')),
    lit_per_question: share(sum('lit'), answerable + sum('unanswerable')),
    unanswerable_lit: share(sum('unanswerableLit'), sum('unanswerable')),
    hit_1: share(sum('hit1'), answerable),
    hit_3: share(sum('hit3'), answerable),
    hit_5: share(sum('hit5'), answerable),
  };
}

/** 95 % intervals of the figures by bootstrap over papers. */
export function questionIntervals(papers: readonly PaperCounts[]): Readonly<Record<FigureName, Interval>> {
  return intervalsOf(resamples(papers.length).map((places) => questionFigures(places.map((at) => papers[at]!))));
}

/** The difference between two engines, and how certain it is. */
export interface Difference {
  /** The figures of the first engine minus those of the second. */
  readonly values: QuestionFigures;
  /** Their 95 % intervals by paired bootstrap: both engines get the same papers in each resample. */
  readonly intervals: Readonly<Record<FigureName, Interval>>;
}

/**
 * Compares two engines on the same papers; both lists have the same order. An interval without 0 means that the choice of papers does not
 * explain the difference.
 */
export function questionDifference(first: readonly PaperCounts[], second: readonly PaperCounts[]): Difference {
  const over = (places: readonly number[]): QuestionFigures =>
    minus(questionFigures(places.map((at) => first[at]!)), questionFigures(places.map((at) => second[at]!)));
  return { values: over([...first.keys()]), intervals: intervalsOf(resamples(first.length).map(over)) };
}

function minus(a: QuestionFigures, b: QuestionFigures): QuestionFigures {
  return mapped(a, (name) => a[name] - b[name]);
}

function intervalsOf(samples: readonly QuestionFigures[]): Readonly<Record<FigureName, Interval>> {
  return mapped(samples[0]!, (name): Interval => {
    const values = samples.map((sample) => sample[name]).sort((a, b) => a - b);
    return [values[LOW]!, values[HIGH]!];
  });
}

function mapped<T>(figures: QuestionFigures, value: (name: FigureName) => T): Record<FigureName, T> {
  const names = Object.keys(figures) as FigureName[];
  return Object.fromEntries(names.map((name) => [name, value(name)])) as Record<FigureName, T>;
}

/**
 * The papers of each resample. This generator, with 64-bit floats as written here, made the published figures: the same papers give the
 * same intervals.
 */
function resamples(papers: number): number[][] {
  let state = 12345;
  const random = (): number => (state = (state * 1103515245 + 12345) % 2147483648) / 2147483648;
  return Array.from({ length: RESAMPLES }, () => Array.from({ length: papers }, () => Math.floor(random() * papers)));
}
