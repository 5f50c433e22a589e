import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { writeSections } from '../eval/document';
import { writeText } from '../eval/files';
import { markdownTable } from '../eval/tables';
import type { LibraryFigures } from './library';
import type { Machine } from './report';

const FILE = path.join(import.meta.dirname, '..', '..', 'docs', 'benchmarks', 'library.json');

/** The figures of a library, and how they came about. */
export interface LibraryRun {
  readonly date: string;
  readonly machine: Machine;
  /** The load average of one minute before and after. */
  readonly load: { readonly before: number; readonly after: number };
  /** In words: how long its papers are. */
  readonly lengths: string;
  readonly figures: LibraryFigures;
}

/** Puts runs beside those of other sizes that were kept earlier, and writes the table into docs/SCALE.md. */
export async function keepRuns(runs: readonly LibraryRun[]): Promise<void> {
  const sizes = new Set(runs.map(({ figures }) => figures.papers));
  const others = (JSON.parse(readFileSync(FILE, 'utf8')) as LibraryRun[]).filter(
    ({ figures }) => !sizes.has(figures.papers),
  );
  const all = [...others, ...runs].sort((a, b) => a.figures.papers - b.figures.papers);
  await writeText(FILE, `${JSON.stringify(all, undefined, 2)}\n`);
  await writeSections(new Map([['library', `${libraryTable(all)}\n\n${machinesOf(all)}`]]), 'SCALE.md');
}

/** The figures as a table with a column for each run. */
export function libraryTable(runs: readonly LibraryRun[]): string {
  const row = (what: string, of: (figures: LibraryFigures) => string): string[] => [
    what,
    ...runs.map(({ figures }) => of(figures)),
  ];
  return markdownTable(
    ['papers', ...runs.map(({ figures }) => figures.papers.toLocaleString('en'))],
    [
      ['characters of each', ...runs.map(({ lengths }) => lengths)],
      row('text; chunks', ({ textBytes, chunks }) => `${megabytes(textBytes)}; ${chunks.toLocaleString('en')}`),
      row('first index: processor time', ({ firstIndexCpuSeconds }) => seconds(firstIndexCpuSeconds)),
      row('first index', ({ firstIndexSeconds }) => seconds(firstIndexSeconds)),
      row('answer: processor time, mean of 20', ({ keywordAnswerCpuMs }) => milliseconds(keywordAnswerCpuMs)),
      row(
        'answer: median (slowest)',
        ({ keywordAnswerMedianMs: median, keywordAnswerMaxMs: slowest }) =>
          `${milliseconds(median)} (${milliseconds(slowest)})`,
      ),
      row('looking at all files, none changed', ({ updateMs }) => milliseconds(updateMs.none)),
      row('update, one changed', ({ updateMs }) => milliseconds(updateMs.one)),
      row('update, 100 changed', ({ updateMs }) => milliseconds(updateMs.hundred)),
      row('update, 100 changed: processor time', ({ updateOfHundredCpuMs }) => milliseconds(updateOfHundredCpuMs)),
      row('opening the stored index', ({ openStoredMs }) => milliseconds(openStoredMs)),
      row('index on the disk', ({ storedBytes }) => megabytes(storedBytes)),
      row('peak memory of the index process', ({ peakMemoryBytes }) => megabytes(peakMemoryBytes)),
      row('growth of the host’s peak memory', ({ hostMemoryBytes }) => megabytes(hostMemoryBytes)),
      row(
        'delay of the host: 99th percentile (longest)',
        ({ hostLagP99Ms, hostLagMaxMs }) => `${milliseconds(hostLagP99Ms)} (${milliseconds(hostLagMaxMs)})`,
      ),
      ['load average before, after', ...runs.map(({ load }) => `${load.before}, ${load.after}`)],
    ],
  );
}

/** The machines of the runs, each once. */
function machinesOf(runs: readonly LibraryRun[]): string {
  const machines = runs.map(
    ({ machine: { processor, instructions, cores, memoryBytes, system, node } }) =>
      `Measured on ${processor} (${instructions.join(', ')}), ${cores} cores, ${(memoryBytes / 2 ** 30).toFixed(0)} GB; ${system}, Node ${node}.`,
  );
  return [...new Set(machines)].join(' ');
}

function seconds(value: number | undefined): string {
  return value === undefined ? '–' : `${value.toFixed(0)} s`;
}

function milliseconds(value: number | undefined): string {
  return value === undefined ? '–' : `${value.toFixed(0)} ms`;
}

function megabytes(value: number | undefined): string {
  return value === undefined ? '–' : `${(value / 1e6).toFixed(0)} MB`;
}
