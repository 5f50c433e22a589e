/**
 * Measures the index of a library of papers: the first indexing, keyword answers, memory, and what the extension host feels of
 * it. Prints one JSON object.
 *
 *   tsx scripts/bench/library.ts [FOLDER]      without a folder: 700 made-up papers, 60 MB
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { LibraryClient } from '../../src/library/client';
import { formatOf } from '../../src/core/paper/format';
import { FULL_CORPUS, markOf, writeCorpus } from './corpus';
import { peakMemoryOf } from './machine';

const WORKER = path.resolve(__dirname, '..', '..', 'dist', 'library.js');
const QUESTIONS = [
  'How were the recordings collected?',
  'recurrent neural networks trained on large datasets',
  'Which results does attention improve over the baseline, and by how much?',
  'limitations of the method',
  markOf(123),
];
const HITS = 40;
const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined };

/** What was measured: seconds, milliseconds and bytes as the names say. */
export interface LibraryFigures {
  readonly papers: number;
  readonly chunks: number;
  readonly textBytes: number;
  readonly firstIndexSeconds: number;
  /** Processor time of the index process for it. A busy machine does not change it. */
  readonly firstIndexCpuSeconds: number | undefined;
  /** How late the host's timers came while it filled the index: the 99th percentile, and the maximum. */
  readonly hostLagP99Ms: number;
  readonly hostLagMaxMs: number;
  readonly keywordAnswerMedianMs: number;
  readonly keywordAnswerMaxMs: number;
  readonly updateOfOnePaperMs: number;
  readonly saveMs: number;
  readonly openStoredMs: number;
  readonly storedBytes: number;
  /** Highest resident memory of the index process; Linux only. */
  readonly peakMemoryBytes: number | undefined;
}

/** Indexes the papers of a folder from nothing, as the extension does, and asks of them. */
export async function measureLibrary(folder: string): Promise<LibraryFigures> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(md|markdown)$/i.test(name))
    .map((name) => path.join(folder, name));
  const store = mkdtempSync(path.join(os.tmpdir(), 'evidence-bench-'));
  const stored = path.join(store, 'papers.index');
  const client = new LibraryClient({ workerPath: WORKER, log: silent });
  try {
    await client.open(stored);
    const lag = monitorEventLoopDelay({ resolution: 5 });
    lag.enable();
    const began = performance.now();
    let chunks = 0;
    for (const address of files) {
      chunks += await client.put({ address, stamp: '1' }, await readFile(address), formatOf(address));
    }
    const firstIndexSeconds = (performance.now() - began) / 1000;
    lag.disable();
    const firstIndexCpuSeconds = cpuSecondsOf(client.processId);

    const saveMs = await timed(() => client.save());
    const answers: number[] = [];
    for (const question of [...QUESTIONS, ...QUESTIONS]) answers.push(await timed(() => client.search(question, HITS)));
    const [first] = files;
    const bytes = readFileSync(first!);
    const updateOfOnePaperMs = await timed(() => client.put({ address: first!, stamp: '2' }, bytes, 'markdown'));
    const openStoredMs = await timed(() => client.open(stored));
    answers.sort((a, b) => a - b);
    return {
      papers: files.length,
      chunks,
      textBytes: files.reduce((sum, file) => sum + statSync(file).size, 0),
      firstIndexSeconds: rounded(firstIndexSeconds),
      firstIndexCpuSeconds,
      hostLagP99Ms: rounded(lag.percentile(99) / 1e6),
      hostLagMaxMs: rounded(lag.max / 1e6),
      keywordAnswerMedianMs: rounded(answers[Math.floor(answers.length / 2)]!),
      keywordAnswerMaxMs: rounded(answers.at(-1)!),
      updateOfOnePaperMs: rounded(updateOfOnePaperMs),
      saveMs: rounded(saveMs),
      openStoredMs: rounded(openStoredMs),
      storedBytes: statSync(stored).size,
      peakMemoryBytes: peakMemoryOf(client.processId),
    };
  } finally {
    client.dispose();
    rmSync(store, { recursive: true, force: true });
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}

/** User and system time of a process. The kernel counts hundredths of a second. */
function cpuSecondsOf(pid: number | undefined): number | undefined {
  if (process.platform !== 'linux' || pid === undefined) return undefined;
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

async function main(folder: string | undefined): Promise<void> {
  if (folder !== undefined) {
    process.stdout.write(`${JSON.stringify(await measureLibrary(path.resolve(folder)))}\n`);
    return;
  }
  const made = mkdtempSync(path.join(os.tmpdir(), 'evidence-corpus-'));
  try {
    writeCorpus(made, FULL_CORPUS);
    process.stdout.write(`${JSON.stringify(await measureLibrary(made))}\n`);
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
}

if (path.basename(process.argv[1] ?? '') === 'library.ts') void main(process.argv[2]);
