/**
 * Compares variants of keyword matching: on benchmark rows with each query left out in turn, and on the tuning half of the project's own
 * questions. `npx tsx scripts/keyword/candidates.ts ROWS.jsonl [--document]` also writes the table into docs/QUALITY.md.
 */
import packed from '../../models/keyword/document-frequencies.json';
import { bootstrapIntervals } from '../eval/bootstrap';
import type { TextRange } from '../../src/core/text/trim';
import { unpackDocumentFrequencies } from '../../src/core/keyword/documentFrequencies';
import { judge, readOwnSet } from '../../test/quality/ownSet';
import { writeSections } from '../eval/document';
import { figure, interval, markdownTable } from '../eval/tables';
import { bestPlace, countsAt, figuresOf, litUnits, placesOf, readUnits, type Place, type WordCounts } from './units';
import { variantsOf, type RawScore, type Variant } from './variants';

/** Post-processing: returns the passages of a paper that stay lit. */
type Limit = (lit: readonly Lit[]) => readonly Lit[];

interface Lit extends TextRange {
  readonly score: number;
}

/** A variant with one choice of constants, and its scores of every unit. */
interface Candidate {
  readonly score: RawScore;
  readonly scores: readonly number[];
}

const [file, flag] = process.argv.slice(2);
if (file === undefined) throw new Error('Usage: npx tsx scripts/keyword/candidates.ts ROWS.jsonl [--document]');
const rows = readUnits(file);
const own = readOwnSet();
const blocks = new Map([...own.papers].map(([name, text]) => [name, litUnits(text)]));
const variants = variantsOf(unpackDocumentFrequencies(packed));
const baseline = leftOut(candidatesOf(variants[0]!));

void main();

async function main(): Promise<void> {
  const shipped = variants[0]!;
  const tried = [
    ...variants.map((variant) => line(variant, (lit) => lit)),
    // A limit has no meaning for rows, which are single chunks. It is judged on whole papers only.
    line({ ...shipped, name: 'shipped, at most 3 passages a paper' }, (lit) => strongest(lit).slice(0, 3)),
    line({ ...shipped, name: 'shipped, only above half of the best' }, (lit) => {
      const best = strongest(lit)[0]?.score ?? 0;
      return lit.filter(({ score }) => score >= best / 2);
    }),
  ];
  const table = markdownTable(
    [
      'keyword matching',
      'keeps the score',
      'word F1, query left out',
      'difference from shipped',
      'word F1, all',
      'own questions answered',
      'passages each',
      'for unanswerable',
      'for unrelated',
    ],
    await Promise.all(tried),
  );
  console.log(table);
  if (flag === '--document') await writeSections(new Map([['candidates', table]]));
}

async function line(variant: Variant, limit: Limit): Promise<string[]> {
  const candidates = candidatesOf(variant);
  const counts = leftOut(candidates);
  const f1 = figuresOf([...counts.values()]).f1;
  const pairs = rows.queries.map((query) => ({ query, counts: { a: counts.get(query)!, b: baseline.get(query)! } }));
  const intervals = bootstrapIntervals(pairs, (sample) => {
    const a = figuresOf(sample.map((pair) => pair.a)).f1;
    return { f1: a, difference: a - figuresOf(sample.map((pair) => pair.b)).f1 };
  });
  const { candidate, place } = choose(candidates, () => true);
  const { answerable, answered, lit, unanswerable, litUnanswerable, unrelated, litUnrelated } = await judge(
    own,
    'tune',
    (paper, question) => Promise.resolve(limit(marked(candidate.score, place.threshold, paper, question))),
  );
  const difference = f1 - figuresOf([...baseline.values()]).f1;
  return [
    variant.name,
    variant.keepsScore ? 'yes' : 'no',
    `${figure(f1)} ${interval(intervals['f1']!)}`,
    `${difference < 0 ? '' : '+'}${figure(difference)} ${interval(intervals['difference']!)}`,
    figure(place.f1),
    `${answered} of ${answerable}`,
    (lit / answerable).toFixed(2),
    (litUnanswerable / unanswerable).toFixed(2),
    (litUnrelated / unrelated).toFixed(2),
  ];
}

function candidatesOf({ scores }: Variant): Candidate[] {
  return scores.map((score) => ({ score, scores: rows.units.map((unit) => score(unit.query, unit.text, unit.path)) }));
}

/** The counts of each query, with the constants and threshold that are best on all other queries. */
function leftOut(candidates: readonly Candidate[]): ReadonlyMap<string, WordCounts> {
  return new Map(
    rows.queries.map((query) => {
      const { candidate, place } = choose(candidates, (other) => other !== query);
      return [query, countsAt(rows, candidate.scores, query, place.threshold)];
    }),
  );
}

function choose(
  candidates: readonly Candidate[],
  use: (query: string) => boolean,
): { readonly candidate: Candidate; readonly place: Place } {
  return candidates
    .flatMap((candidate) => {
      const place = bestPlace(placesOf(rows, candidate.scores, use));
      return place ? [{ candidate, place }] : [];
    })
    .reduce((best, choice) => (choice.place.f1 > best.place.f1 ? choice : best));
}

function marked(score: RawScore, threshold: number, paper: string, question: string): Lit[] {
  return blocks
    .get(paper)!
    .map(({ start, end, text, path }) => ({ start, end, score: score(question, text, path) }))
    .filter((block) => block.score >= threshold);
}

function strongest(lit: readonly Lit[]): Lit[] {
  return [...lit].sort((a, b) => b.score - a.score);
}
