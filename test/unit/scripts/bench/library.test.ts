import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { markOf, writeCorpus } from '../../../../scripts/bench/corpus';
import type { LibraryFigures } from '../../../../scripts/bench/library';
import { libraryTable } from '../../../../scripts/bench/libraryReport';

describe('made-up papers', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'evidence-corpus-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const texts = (name: string): string[] =>
    writeCorpus(path.join(folder, name), { papers: 6, characters: 2000, mostCharacters: 9000 }).map((file) =>
      readFileSync(file, 'utf8'),
    );

  it('made-up papers are the same each time, of different lengths, and each has a word that no other has', () => {
    const papers = texts('one');
    expect(texts('two')).toEqual(papers);
    expect(new Set(papers.map(({ length }) => Math.round(length / 1000))).size).toBeGreaterThan(2);
    for (const [index] of papers.entries()) {
      expect(papers.filter((text) => text.includes(markOf(index)))).toEqual([papers[index]]);
    }
  });
});

describe('the table of libraries', () => {
  it('the table of libraries has a column for each size, and a dash where a system does not tell', () => {
    const figures: LibraryFigures = {
      ...{ papers: 7000, chunks: 135_000, textBytes: 315e6, firstIndexSeconds: 60.4, firstIndexCpuSeconds: undefined },
      ...{ hostLagP99Ms: 12, hostLagMaxMs: 30, keywordAnswerMedianMs: 200, keywordAnswerMaxMs: 400 },
      ...{ keywordAnswerCpuMs: 180, updateOfOnePaperMs: 20, updateMs: { none: 100, one: 150, hundred: 1500 } },
      ...{ updateOfHundredCpuMs: 1200, saveMs: 3, openStoredMs: 90, storedBytes: 110e6 },
      ...{ peakMemoryBytes: 238e6, hostMemoryBytes: 42e6 },
    };
    const machine = {
      ...{ processor: 'P', cores: 2, threads: 1, memoryBytes: 1, instructions: [], system: 'S', node: 'N' },
      python: undefined,
    };
    const run = { date: '2026-01-01', machine, load: { before: 1, after: 2 }, lengths: '20000-60000', figures };
    const lines = libraryTable([run, { ...run, figures: { ...figures, papers: 70_000 } }]).split('\n');
    expect(lines[0]).toMatch(/^\| papers +\| 7,000 +\| 70,000 +\|$/);
    expect(lines.find((line) => line.startsWith('| first index: processor time'))).toMatch(/\| – +\| – +\|$/);
    expect(lines.find((line) => line.startsWith('| index on the disk'))).toContain('110 MB');
  });
});
