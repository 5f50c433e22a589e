/**
 * `npm run units -- OUTPUT.jsonl PAPER...`: the units of papers as the small model reads them, for `tools/train/rows.py`.
 *
 * One line for each paper: `{paper, units: [{kind, start, end, text, offsets, sentences, section}]}`. `text` is plain text. `offsets` gives
 * for each of its UTF-16 code units the code unit of the paper that it comes from, relative to `start`. `sentences` are [start, end) in the
 * paper.
 */
import { openSync, readFileSync, writeSync } from 'node:fs';
import { basename } from 'node:path';
import { formatOf } from '../../src/core/paper/format';
import { outlinePaper } from '../../src/core/paper/outline';
import { contextOf, plainOf, unitsOf } from '../../src/core/paper/units';

const [output, ...papers] = process.argv.slice(2);
if (output === undefined || papers.length === 0) {
  console.error('Usage: npm run units -- OUTPUT.jsonl PAPER...');
  process.exit(2);
}

const file = openSync(output, 'w');
for (const paper of papers) {
  const text = readFileSync(paper, 'utf8').replace(/^\uFEFF/, '');
  const units = unitsOf(text, outlinePaper(text, formatOf(paper))).map((unit) => {
    const plain = plainOf(text, unit);
    return {
      kind: unit.kind,
      start: unit.start,
      end: unit.end,
      text: plain.text,
      offsets: Array.from(plain.offsets, (offset) => offset - unit.start),
      sentences: unit.sentences.map(({ start, end }) => [start, end]),
      section: contextOf(text, unit),
    };
  });
  writeSync(file, `${JSON.stringify({ paper: basename(paper), units })}\n`);
}
