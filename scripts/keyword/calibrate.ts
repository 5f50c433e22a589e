/**
 * Finds the raw keyword scores to be shown as 0.2 and as 0.5. Also reports how well such a choice works on unseen questions (each query is
 * left out in turn): `npx tsx scripts/keyword/calibrate.ts ROWS.jsonl`.
 */
import packed from '../../models/keyword/document-frequencies.json';
import { bootstrapIntervals } from '../eval/bootstrap';
import { KEYWORD_CONSTANTS } from '../../src/core/keyword/constants';
import { unpackDocumentFrequencies } from '../../src/core/keyword/documentFrequencies';
import { openKeywordQuestion } from '../../src/core/keyword/question';
import { countStems, type StemCounts } from '../../src/core/keyword/words';
import { bestPlace, countsAt, figuresOf, lowestWithPrecision, placesOf, readUnits, type Place } from './units';

/** The word precision that the shown score 0.5 promises. */
const PRECISE = 0.75;

const path = process.argv[2];
if (path === undefined) throw new Error('Usage: npx tsx scripts/keyword/calibrate.ts ROWS.jsonl');
const rows = readUnits(path);
const table = unpackDocumentFrequencies(packed);
const calibration = [
  [0, 0],
  [1, 1],
] as const;
const questions = new Map(
  rows.queries.map((query) => [query, openKeywordQuestion(query, table, { ...KEYWORD_CONSTANTS, calibration })]),
);
const scores = rows.units.map(({ query, text, path: section, title }) => {
  const question = questions.get(query)!;
  const counts = (part: string): StemCounts => countStems(part, question.words);
  return question.scoreUnit(
    counts(text),
    () => counts(section.join('\n')),
    () => counts(title),
  );
});

const all = placesOf(rows, scores, () => true);
console.log(`0.2 is raw ${describe(bestPlace(all))}`);
console.log(`0.5 is raw ${describe(lowestWithPrecision(all, PRECISE))}`);
const heldOut = rows.queries.map((query) => {
  const threshold = bestPlace(placesOf(rows, scores, (other) => other !== query))?.threshold ?? 1;
  return { query, counts: countsAt(rows, scores, query, threshold) };
});
const estimate = figuresOf(heldOut.map(({ counts }) => counts));
const intervals = bootstrapIntervals(heldOut, figuresOf);
console.log('0.2 with one query left out in turn:');
for (const name of ['precision', 'recall', 'f1'] as const) {
  const [low, high] = intervals[name]!;
  console.log(`  word ${name} ${estimate[name].toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`);
}

function describe(place: Place | undefined): string {
  if (!place) return 'nowhere';
  const { threshold, precision, recall, f1, lit } = place;
  return `${threshold.toFixed(4)}: precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)}, F1 ${f1.toFixed(3)}, ${lit} blocks lit`;
}
