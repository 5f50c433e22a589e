import { readFileSync } from 'node:fs';
import { outlinePaper } from '../../src/core/paper/outline';
import { plainOf, unitsOf, type Unit as PaperUnit } from '../../src/core/paper/units';
import { countRow } from '../../src/core/metrics/counts';
import type { GoldRow } from '../../src/core/metrics/counts';
import { parseRows } from '../eval/rows';
import { keywordContext, ownTitle } from '../../src/inference/keywordChunk';

/** A unit that keyword matching may light, with its word counts. */
export interface Unit {
  readonly query: string;
  /** Index of its row. */
  readonly row: number;
  readonly text: string;
  readonly path: readonly string[];
  /** Title of its own section. */
  readonly title: string;
  readonly words: number;
  readonly goldWords: number;
}

/** Benchmark rows as units. Units share no words, so word counts of lit units can be added. */
export interface Units {
  readonly rows: readonly GoldRow[];
  readonly units: readonly Unit[];
  readonly queries: readonly string[];
  /** Number of words in evidence, by query. */
  readonly goldWords: ReadonlyMap<string, number>;
}

/** Word counts for precision, recall and F1. */
export interface WordCounts {
  readonly lit: number;
  readonly found: number;
  readonly gold: number;
}

export interface WordFigures {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/** A threshold with the figures of all units above it. */
export interface Place extends WordFigures {
  readonly threshold: number;
  /** Number of lit units. */
  readonly lit: number;
}

export interface LitUnit extends PaperUnit {
  readonly text: string;
  readonly path: readonly string[];
}

/** The units of a paper that keyword matching lights by default, in the form that it reads. */
export function litUnits(text: string): LitUnit[] {
  return unitsOf(text, outlinePaper(text, 'markdown')).map((unit) => ({
    ...unit,
    text: plainOf(text, unit).text,
    path: keywordContext(text, unit),
  }));
}

export function readUnits(file: string): Units {
  const rows = parseRows(readFileSync(file, 'utf8')).map(({ row }) => row);
  const units = rows.flatMap((row, index) =>
    litUnits(row.chunk).map((unit) => {
      const { wordsPredicted, wordsFound } = countRow(row, { spans: unit.ranges ?? [unit], latency: 0 });
      const { text, path, section } = unit;
      return {
        query: row.query,
        row: index,
        text,
        path,
        title: ownTitle(section),
        words: wordsPredicted,
        goldWords: wordsFound,
      };
    }),
  );
  const goldWords = new Map<string, number>();
  for (const row of rows) {
    const { wordsGold } = countRow(row, { spans: [], latency: 0 });
    goldWords.set(row.query, (goldWords.get(row.query) ?? 0) + wordsGold);
  }
  return { rows, units, queries: [...goldWords.keys()], goldWords };
}

/**
 * The figures at every threshold that makes a difference, from high to low: the middles between neighbouring scores.
 *
 * @param scores of `units`, in the same order
 */
export function placesOf(
  { units, goldWords }: Units,
  scores: readonly number[],
  use: (query: string) => boolean,
): Place[] {
  const gold = sumOf([...goldWords].filter(([query]) => use(query)).map(([, words]) => words));
  const ranked = units
    .map((unit, at) => ({ unit, score: scores[at]! }))
    .filter(({ unit, score }) => score > 0 && use(unit.query))
    .sort((a, b) => b.score - a.score);
  const places: Place[] = [];
  let lit = 0;
  let found = 0;
  for (const [at, { unit, score }] of ranked.entries()) {
    lit += unit.words;
    found += unit.goldWords;
    const below = ranked[at + 1]?.score ?? 0;
    if (below === score) continue;
    places.push({ ...figuresOf([{ lit, found, gold }]), threshold: (score + below) / 2, lit: at + 1 });
  }
  return places;
}

/** The counts of one query's units at a threshold. */
export function countsAt(
  { units, goldWords }: Units,
  scores: readonly number[],
  query: string,
  threshold: number,
): WordCounts {
  const chosen = units.filter((unit, at) => unit.query === query && scores[at]! >= threshold);
  return {
    lit: sumOf(chosen.map(({ words }) => words)),
    found: sumOf(chosen.map((unit) => unit.goldWords)),
    gold: goldWords.get(query) ?? 0,
  };
}

export function figuresOf(counts: readonly WordCounts[]): Readonly<Record<keyof WordFigures, number>> {
  const lit = sumOf(counts.map((count) => count.lit));
  const found = sumOf(counts.map((count) => count.found));
  const gold = sumOf(counts.map((count) => count.gold));
  return {
    precision: lit === 0 ? 0 : found / lit,
    recall: gold === 0 ? 0 : found / gold,
    f1: lit + gold === 0 ? 0 : (2 * found) / (lit + gold),
  };
}

/** The threshold with the best F1; of equal ones the highest. */
export function bestPlace(places: readonly Place[]): Place | undefined {
  return places.reduce<Place | undefined>((best, place) => (best && best.f1 >= place.f1 ? best : place), undefined);
}

/** The lowest threshold at which precision reaches a level. */
export function lowestWithPrecision(places: readonly Place[], precision: number): Place | undefined {
  return places.findLast((place) => place.precision >= precision);
}

function sumOf(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
