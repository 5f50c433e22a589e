/**
 * Chooses the constants of keyword matching on benchmark rows and reports how well such a choice does on questions that it has not
 * seen (one query left out in turn): `npx tsx scripts/keyword/calibrate.ts ROWS.jsonl`.
 */
import { readFileSync } from 'node:fs';
import packed from '../../models/keyword/document-frequencies.json';
import { unpackDocumentFrequencies } from '../../src/core/keyword/documentFrequencies';
import { openKeywordQuestion } from '../../src/core/keyword/question';
import { outlinePaper } from '../../src/core/paper/outline';
import { bootstrapInterval } from '../../src/core/quality/bootstrap';
import type { GoldRow, RowCounts } from '../../src/core/quality/counts';
import { countRow } from '../../src/core/quality/counts';
import { metricsOf } from '../../src/core/quality/metrics';
import { parseRows } from '../../src/core/quality/rows';
import type { ScoredRange } from '../../src/core/spans/scores';
import { chunkInputs } from '../../src/inference/chunkInputs';

/** Tried for each: the usual range of k1, and the low b that suits a static table of frequencies. */
const K1 = [0.4, 0.6, 0.8, 1, 1.2, 1.6, 2];
const B = [0, 0.1, 0.2, 0.3];
/** The precision that the shown score 0.5 stands for. */
const PRECISE = 0.75;

interface ScoredRow extends GoldRow {
  readonly ranges: readonly ScoredRange[];
}

/** A pair of k1 and b with the raw scores that it gives to every block. */
interface Candidate {
  readonly k1: number;
  readonly b: number;
  readonly rows: readonly ScoredRow[];
}

interface Choice {
  readonly candidate: Candidate;
  readonly threshold: number;
  readonly f1: number;
}

const path = process.argv[2];
if (path === undefined) throw new Error('Usage: npx tsx scripts/keyword/calibrate.ts ROWS.jsonl');
const rows = parseRows(readFileSync(path, 'utf8')).map(({ row }) => row);
const table = unpackDocumentFrequencies(packed);
const prepared = rows.map((row) => ({ row, inputs: chunkInputs(row.chunk, outlinePaper(row.chunk, 'markdown')) }));
const candidates = K1.flatMap((k1) => B.map((b) => scored(k1, b)));

const queries = [...new Set(rows.map((row) => row.query))];
const heldOut = queries.flatMap((query) => {
  const { candidate, threshold } = choose(candidates, (row) => row.query !== query);
  return count(
    candidate.rows.filter((row) => row.query === query),
    threshold,
  ).map((counts) => ({ query, counts }));
});
const estimate = metricsOf(heldOut.map(({ counts }) => counts));
console.log('one query left out in turn:');
for (const name of ['word_precision', 'word_recall', 'word_f1']) {
  const [low, high] = bootstrapInterval(heldOut, (sample) => metricsOf(sample)[name]!);
  console.log(`  ${name} ${estimate[name]!.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`);
}
const { candidate, threshold, f1 } = choose(candidates, () => true);
console.log(
  `all rows: k1 ${candidate.k1}, b ${candidate.b}, word F1 ${f1.toFixed(4)} from raw ${threshold.toFixed(4)}`,
);
for (const at of thresholds(candidate.rows)) {
  const { word_precision: precision, word_recall: recall } = metricsOf(count(candidate.rows, at));
  if (precision! < PRECISE) continue;
  console.log(`precision ${precision!.toFixed(3)} (recall ${recall!.toFixed(3)}) from raw ${at.toFixed(4)}`);
  break;
}

function scored(k1: number, b: number): Candidate {
  const uncalibrated = {
    k1,
    b,
    calibration: [
      [0, 0],
      [1, 1],
    ],
  } as const;
  return {
    k1,
    b,
    rows: prepared.map(({ row, inputs }) => {
      const question = openKeywordQuestion(row.query, table, uncalibrated);
      const ranges = inputs.flatMap(({ blocks, sections }) =>
        blocks
          .map((block, at) => ({
            ...block,
            score: question.score(row.chunk.slice(block.start, block.end), sections[at]!),
          }))
          .filter(({ kind, role }) => role === 'body' && kind !== 'heading' && kind !== 'rule'),
      );
      return { ...row, ranges };
    }),
  };
}

/** The candidate and the threshold with the best word F1 on some of the rows. */
function choose(from: readonly Candidate[], use: (row: GoldRow) => boolean): Choice {
  return from
    .flatMap((candidate) => {
      const used = candidate.rows.filter(use);
      return thresholds(used).map((at) => ({ candidate, threshold: at, f1: metricsOf(count(used, at))['word_f1']! }));
    })
    .reduce((best, choice) => (choice.f1 > best.f1 ? choice : best));
}

/** The middles between the scores that occur, rising: at these places only the figures change. */
function thresholds(from: readonly ScoredRow[]): number[] {
  const levels = [...new Set(from.flatMap(({ ranges }) => ranges.map(({ score }) => score)))].sort((a, b) => a - b);
  return levels.slice(1).map((level, at) => (level + levels[at]!) / 2);
}

function count(from: readonly ScoredRow[], at: number): RowCounts[] {
  return from.map((row) => countRow(row, { spans: row.ranges.filter(({ score }) => score >= at), latency: 0 }));
}
