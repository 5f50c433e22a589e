/**
 * Prints the outline of every paper in a folder with counts of suspicious things, and the sums of all papers, to judge a corpus quickly.
 * `npm run outline` sets up what is missing and calls this.
 * Exit codes: 0 done, 1 a paper could not be read, 2 wrong use (one line on standard error).
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { paperOfFile } from '../../src/core/paper/fileText';
import { PAPER_EXTENSIONS } from '../../src/core/paper/format';
import { outlinePaper } from '../../src/core/paper/outline';
import { oneLine } from '../../src/core/text/harmless';
import { figuresOf, type OutlineFigures } from './figures';

const USAGE = 'Usage: npm run outline -- FOLDER [--json]';
const PAPER = new RegExp(`\\.(?:${PAPER_EXTENSIONS.join('|')})$`, 'i');

/** The printed names of the counts. */
const COUNTS = {
  headings: 'headings',
  numbered: 'with a number',
  wrongParent: 'in another section than the number says',
  orphans: 'whose upper number is missing',
  paragraphs: 'paragraphs',
  joined: 'joined to the part before them',
  torn: 'that look torn and are not joined',
  litEntries: 'lit with the look of a reference entry',
  litImages: 'lit and nothing but images',
  litRepeated: 'lit, short and repeated',
  longHeadings: 'headings over 150 characters',
  longUnits: 'units over 1200 characters',
} as const satisfies Partial<Record<keyof OutlineFigures, string>>;

type Count = keyof typeof COUNTS;

interface Row extends OutlineFigures {
  readonly name: string;
  readonly ms: number;
}

function run(args: readonly string[]): number {
  const isJson = args.includes('--json');
  const [folder, ...others] = args.filter((arg) => arg !== '--json');
  if (folder === undefined || others.length > 0 || !statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    console.error(folder === undefined || others.length > 0 ? USAGE : `There is no folder ${folder}.`);
    return 2;
  }
  const rows: Row[] = [];
  let failed = 0;
  for (const file of papersIn(folder)) {
    try {
      rows.push(read(folder, file));
      if (!isJson) console.log(described(rows.at(-1)!));
    } catch (error) {
      failed++;
      console.error(`${file}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  console.log(isJson ? JSON.stringify(rows) : summary(rows));
  return failed > 0 ? 1 : 0;
}

function papersIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && PAPER.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function read(folder: string, file: string): Row {
  const { text, format } = paperOfFile(file, readFileSync(file, 'utf8').replace(/^\uFEFF/, ''));
  const before = performance.now();
  const outline = outlinePaper(text, format);
  const ms = performance.now() - before;
  return { name: relative(folder, file), ms, ...figuresOf(text, outline) };
}

function described(row: Row): string {
  const { frontMatter, references, furniture } = row.unlit;
  const shares = `references ${percent(references)}, front matter ${percent(frontMatter)}, furniture ${percent(furniture)}`;
  const counts = countsOf((count) => row[count]);
  const hidden = row.hidden.map((heading) => `    hidden  ${oneLine(heading)}`);
  return [
    `${row.name}  ${row.characters} characters, longest unit ${row.longest}`,
    `  unlit: ${shares}`,
    `  ${counts}`,
    ...hidden,
  ].join('\n');
}

function summary(rows: readonly Row[]): string {
  const sum = (of: (row: Row) => number): number => rows.reduce((total, row) => total + of(row), 0);
  const characters = sum((row) => row.characters);
  const speed = characters === 0 ? 0 : (sum((row) => row.ms) / characters) * 1e5;
  const lines = Object.entries(COUNTS).map(([count, name]) => {
    const papers = rows.filter((row) => row[count as Count] > 0).length;
    return `  ${String(sum((row) => row[count as Count])).padStart(8)}  ${name} (in ${papers} papers)`;
  });
  return [`\n${rows.length} papers, ${characters} characters, ${speed.toFixed(1)} ms for 100,000`, ...lines].join('\n');
}

function countsOf(of: (count: Count) => number): string {
  return Object.entries(COUNTS)
    .filter(([count]) => of(count as Count) > 0)
    .map(([count, name]) => `${of(count as Count)} ${name}`)
    .join(', ');
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

process.exitCode = run(process.argv.slice(2));
