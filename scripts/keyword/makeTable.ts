/**
 * Makes `models/keyword/document-frequencies.json` from a table of words: `npx tsx scripts/keyword/makeTable.ts TERM-DF.tsv`.
 * The table begins with a comment line that gives the size of the corpus. Every other line is `word<TAB>paragraphs`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stemOf } from '../../src/core/keyword/words';
import type { PackedDocumentFrequencies } from '../../src/core/keyword/documentFrequencies';

const source = process.argv[2];
if (source === undefined) throw new Error('Usage: npx tsx scripts/keyword/makeTable.ts TERM-DF.tsv');
const [comment, ...lines] = readFileSync(source, 'utf8').trimEnd().split('\n');
const size = /in (\d+) paragraphs .* mean paragraph ([\d.]+) content words/.exec(comment!);
if (!size) throw new Error('The first line does not say how large the collection is.');

const byStem = new Map<string, number>();
for (const line of lines) {
  const [word, frequency] = line.split('\t') as [string, string];
  const stem = stemOf(word);
  byStem.set(stem, Math.max(byStem.get(stem) ?? 0, Number(frequency)));
}
const byFrequency = new Map<number, string[]>();
for (const [stem, frequency] of byStem) byFrequency.set(frequency, [...(byFrequency.get(frequency) ?? []), stem]);
const packed: PackedDocumentFrequencies = {
  paragraphs: Number(size[1]),
  meanLength: Number(size[2]),
  stems: Object.fromEntries(
    [...byFrequency].sort(([a], [b]) => a - b).map(([frequency, stems]) => [frequency, stems.sort().join(' ')]),
  ),
};
const target = join(import.meta.dirname, '../../models/keyword/document-frequencies.json');
writeFileSync(target, JSON.stringify(packed, null, 0).replaceAll('","', '",\n"') + '\n');
