/**
 * Measures the index of a library of papers with the client that the extension uses: the first indexing, keyword answers, updates, memory
 * and disk, and delays in the host.
 *
 *   npm run bench -- --library [--papers A,B] [--characters SHORTEST-LONGEST] [--folder FOLDER] [--document]
 *
 * Without a folder it makes libraries of made-up papers and removes them again. With --document the figures go into docs/SCALE.md.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { LibraryClient } from '../../src/library/client';
import { formatOf } from '../../src/core/paper/format';
import { markOf } from './corpus';
import { type LibraryRun, keepRuns, libraryTable } from './libraryReport';
import { load, machineOf, peakMemoryOf } from './machine';

const ROOT = path.resolve(__dirname, '..', '..');
const WORKER = path.join(ROOT, 'dist', 'library.js');
/** Of rare words, of common ones, and of both. A mark is a word that occurs in one paper only. */
const QUESTIONS = [
  ...[3, 123, 400, 611].map(markOf),
  `Which data does ${markOf(77)} take?`,
  'How were the recordings collected?',
  'recurrent neural networks trained on large datasets',
  'Which results does attention improve over the baseline, and by how much?',
  'limitations of the method',
  'What model do they train, and on which data?',
  'Which policy performs best?',
  'How is the learning rate chosen?',
  'Does the model generalise to new tasks?',
  'Which figure shows the results of the base model?',
  'What is the performance on the test set compared to the training set?',
  'volunteers and their consent',
  'How long does training take on how many processors?',
  'Which languages are translated?',
  'annotators disagree about labels of spans in text',
  'Why does the loss not converge?',
];
const HITS = 40;
/** How many files are looked at in parallel, as in the extension. */
const PARALLEL = 16;
const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined };

/** The measured figures: seconds, milliseconds and bytes as the names say. */
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
  /** Processor time of the index process for an answer, the mean of all questions. */
  readonly keywordAnswerCpuMs: number | undefined;
  readonly updateOfOnePaperMs: number;
  /** From the first look at the files until the index is stored, when this many of them have changed. */
  readonly updateMs: { readonly none: number; readonly one: number; readonly hundred: number };
  /** Processor time of the index process for the update of a hundred papers. */
  readonly updateOfHundredCpuMs: number | undefined;
  readonly saveMs: number;
  readonly openStoredMs: number;
  readonly storedBytes: number;
  /** Highest resident memory of the index process; Linux only. */
  readonly peakMemoryBytes: number | undefined;
  /** How much the highest resident memory of the host grew; Linux only. */
  readonly hostMemoryBytes: number | undefined;
}

/** Indexes the papers of a folder from scratch, as the extension does, and asks questions about them. */
export async function measureLibrary(folder: string): Promise<LibraryFigures> {
  const hostBefore = peakMemoryOf(process.pid) ?? 0;
  const store = mkdtempSync(path.join(os.tmpdir(), 'evidence-bench-'));
  const stored = path.join(store, 'papers.index');
  const client = new LibraryClient({ workerPath: WORKER, log: silent });
  try {
    await client.open(stored);
    const papers = new Papers(folder, client);
    const lag = monitorEventLoopDelay({ resolution: 5 });
    lag.enable();
    const began = performance.now();
    await papers.update();
    const firstIndexSeconds = (performance.now() - began) / 1000;
    lag.disable();
    const firstIndexCpuSeconds = cpuSecondsOf(client.processId);

    const saveMs = await timed(() => client.save());
    const { chunks } = papers;
    const answers: number[] = [];
    const cpu = stopwatch(client.processId);
    for (const question of QUESTIONS) answers.push(await timed(() => client.search(question, HITS)));
    const answersCpuMs = cpu();
    const none = await timed(() => papers.update());
    papers.touch(1);
    const one = await timed(() => papers.update());
    papers.touch(100);
    const updateCpu = stopwatch(client.processId);
    const hundred = await timed(() => papers.update());
    const updateOfHundredCpuMs = updateCpu();
    const [first] = papers.files;
    const bytes = readFileSync(first!);
    const updateOfOnePaperMs = await timed(() => client.put({ address: first!, stamp: '2' }, bytes, 'markdown'));
    await client.save();
    const peakMemoryBytes = peakMemoryOf(client.processId);
    const openStoredMs = await reopened(stored, client);
    answers.sort((a, b) => a - b);
    const hostAfter = peakMemoryOf(process.pid);
    return {
      papers: papers.files.length,
      chunks,
      textBytes: papers.files.reduce((sum, file) => sum + statSync(file).size, 0),
      firstIndexSeconds: rounded(firstIndexSeconds),
      firstIndexCpuSeconds,
      hostLagP99Ms: rounded(lag.percentile(99) / 1e6),
      hostLagMaxMs: rounded(lag.max / 1e6),
      keywordAnswerMedianMs: rounded(answers[Math.floor(answers.length / 2)]!),
      keywordAnswerMaxMs: rounded(answers.at(-1)!),
      keywordAnswerCpuMs: answersCpuMs === undefined ? undefined : rounded(answersCpuMs / QUESTIONS.length),
      updateOfOnePaperMs: rounded(updateOfOnePaperMs),
      updateMs: { none: rounded(none), one: rounded(one), hundred: rounded(hundred) },
      updateOfHundredCpuMs,
      saveMs: rounded(saveMs),
      openStoredMs: rounded(openStoredMs),
      storedBytes: statSync(stored).size,
      peakMemoryBytes,
      hostMemoryBytes: hostAfter === undefined ? undefined : hostAfter - hostBefore,
    };
  } finally {
    client.dispose();
    rmSync(store, { recursive: true, force: true });
  }
}

/** The papers of a folder, and which state of each the index holds: what `features/library` keeps in the extension. */
class Papers {
  files: readonly string[] = [];
  chunks = 0;
  private readonly known = new Map<string, string>();

  constructor(
    private readonly folder: string,
    private readonly client: LibraryClient,
  ) {}

  /** Looks at all files, indexes those that have changed, and stores the index. */
  async update(): Promise<void> {
    this.files = readdirSync(this.folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(md|markdown)$/i.test(name))
      .map((name) => path.join(this.folder, name));
    const changed: { readonly address: string; readonly stamp: string }[] = [];
    for (let at = 0; at < this.files.length; at += PARALLEL) {
      const some = this.files.slice(at, at + PARALLEL);
      const states = await Promise.all(some.map((file) => stat(file)));
      for (const [index, { mtimeMs, size }] of states.entries()) {
        const paper = { address: some[index]!, stamp: `${mtimeMs}:${size}` };
        if (this.known.get(paper.address) !== paper.stamp) changed.push(paper);
      }
    }
    const stale = changed.map(({ address }) => address).filter((address) => this.known.has(address));
    if (stale.length > 0) await this.client.remove(stale);
    for (const paper of changed) {
      const { address, stamp } = paper;
      this.chunks += await this.client.put(paper, await readFile(address), formatOf(address));
      this.known.set(address, stamp);
    }
    if (changed.length > 0) await this.client.save();
  }

  /** Makes the next update take this many papers for changed, spread over the library. */
  touch(count: number): void {
    const step = Math.max(1, Math.floor(this.files.length / count));
    this.files.filter((_, index) => index % step === 0).forEach((file) => this.known.set(file, 'changed'));
  }
}

/** Ends the process and opens the index in another one. The time does not contain the start of that process. */
async function reopened(stored: string, client: LibraryClient): Promise<number> {
  client.dispose();
  const next = new LibraryClient({ workerPath: WORKER, log: silent });
  try {
    await next.open(undefined);
    return await timed(() => next.open(stored));
  } finally {
    next.dispose();
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

/** Starts to measure the processor time of a process. Returns a function that tells the milliseconds since. */
function stopwatch(pid: number | undefined): () => number | undefined {
  const began = cpuSecondsOf(pid);
  return () => {
    const now = cpuSecondsOf(pid);
    return now === undefined || began === undefined ? undefined : rounded((now - began) * 1000);
  };
}

interface LibraryOptions {
  readonly papers: number;
  /** The shortest and the longest paper, characters. */
  readonly lengths: readonly string[];
}

/** Measures a library of made-up papers. Another process writes them, so that the host's memory is that of a host. */
async function measureMadeUp({ papers, lengths }: LibraryOptions): Promise<LibraryFigures> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'evidence-corpus-'));
  try {
    const tsx = path.join(ROOT, 'node_modules', 'tsx', 'dist', 'cli.mjs');
    const script = path.join(__dirname, 'corpus.ts');
    const { status } = spawnSync(process.execPath, [tsx, script, folder, String(papers), ...lengths], {
      stdio: 'inherit',
    });
    if (status !== 0) throw new Error(`the papers could not be written: exit code ${status}`);
    return await measureLibrary(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      library: { type: 'boolean' },
      papers: { type: 'string', default: '700,7000' },
      characters: { type: 'string', default: '20000-60000' },
      folder: { type: 'string' },
      document: { type: 'boolean' },
    },
  });
  const { papers, characters, folder } = values;
  const sizes = folder === undefined ? papers.split(',').map(Number) : [NaN];
  const runs: LibraryRun[] = [];
  for (const size of sizes) {
    const before = load();
    const figures =
      folder === undefined
        ? await measureMadeUp({ papers: size, lengths: characters.split('-') })
        : await measureLibrary(path.resolve(folder));
    const run = { lengths: characters, machine: machineOf(1, undefined), load: { before, after: load() }, figures };
    runs.push({ date: new Date().toISOString().slice(0, 16), ...run });
  }
  process.stdout.write(`${JSON.stringify(runs)}\n\n${libraryTable(runs)}\n`);
  if (values.document) await keepRuns(runs);
}

if (path.basename(process.argv[1] ?? '') === 'library.ts') void main();
