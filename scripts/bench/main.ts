/**
 * Measures speed and memory. `npm run bench` sets up what is missing and calls this.
 * Exit codes: 0 done, 1 failed while working, 2 wrong use or unusable input (one line on standard error).
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { reportFailure } from '../../src/cli/failure';
import { engineOf } from '../../src/cli/models';
import { harmless } from '../../src/core/text/harmless';
import { defaultThreads } from '../../src/inference/onnx/threads';
import type { OnnxSpec } from '../../src/inference/protocol';
import { readModernBertConfig } from '../../src/model/graph/modernBertConfig';
import { CATALOGUE } from '../../src/model/store/catalogue';
import { writeSections } from '../eval/document';
import { readText, writeText } from '../eval/files';
import { measureActivation } from './activation';
import { speedSvg } from './chart';
import { measureLibrary } from './library';
import { writeCorpus } from './corpus';
import { packageBytes } from './extension';
import { load, machineOf } from './machine';
import { type BenchOptions, HELP, readOptions } from './options';
import { makeRandomModel } from './randomModel';
import { measureKeyword, measureLoading, measurePaper, measureThreshold } from './reading';
import type { BenchReport } from './report';
import { measureSpeed } from './speed';
import type { Summary } from './summary';
import { sectionsOf } from './tables';
import { KnownError } from '../../src/core/errors/knownError';

const ROOT = path.join(import.meta.dirname, '..', '..');
const RESULTS = path.join(ROOT, 'docs', 'benchmarks');
const TOKENIZER = path.join(ROOT, 'test', 'fixtures', 'tokenizer', 'tokenizer.json');
const PAPER_CHARACTERS = 100_000;
/** A paper of this length has about 1,000 passages. */
const THRESHOLD_CHARACTERS = 60_000;
const KEYWORD_CHARACTERS = [20_000, 200_000, 2_000_000];
const CHARACTERS_OF_A_PAPER = 86_000;

async function run(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  if (!options) return print(HELP);
  const report = options.from === undefined ? await measured(options) : earlier(options.from);
  const sections = sectionsOf(report);
  await writeText(path.join(RESULTS, `${report.name}.json`), `${JSON.stringify(report, undefined, 2)}\n`);
  if (options.document) {
    await writeText(path.join(RESULTS, 'speed.svg'), await speedSvg(report));
    await writeSections(sections, 'BENCHMARKS.md');
  }
  return print([...sections].map(([name, content]) => `${name}\n\n${content}`).join('\n\n'));
}

function earlier(file: string): BenchReport {
  try {
    return JSON.parse(readText(file)) as BenchReport;
  } catch (error) {
    if (error instanceof SyntaxError) throw new KnownError('usage', `${file}: this is not the JSON of an earlier run`);
    throw error;
  }
}

/** Runs work with a temporary folder for everything that is made, and removes it afterwards. */
async function measured(options: BenchOptions): Promise<BenchReport> {
  const work = mkdtempSync(path.join(os.tmpdir(), 'evidence-bench-'));
  try {
    return await measureIn(work, options);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

async function measureIn(work: string, options: BenchOptions): Promise<BenchReport> {
  const { rounds, quick, python, papers, lengths } = options;
  const leftOut: string[] = [];
  const leaveOut = (reason: string): void => void leftOut.push(reason);
  const threads = options.threads > 0 ? options.threads : await defaultThreads();
  const machine = machineOf(threads, python);
  const before = load();
  const folder = await modelFolder(work, options);
  const spec: OnnxSpec = {
    kind: 'onnx',
    folder,
    preparedFolder: path.join(work, 'prepared'),
    precision: 'int8',
    threads,
  };
  const config = readModernBertConfig(JSON.parse(readFileSync(path.join(folder, 'config.json'), 'utf8')));

  const mostNaiveTokens = quick ? 512 : 2048;
  say('Speed ...');
  const speed = await measureSpeed({ ...spec, config, lengths, rounds, mostNaiveTokens, python, work, say, leaveOut });
  say('Loading ...');
  const loading = {
    fp32: await measureLoading(spec, 'fp32', quick ? 3 : rounds),
    int8: await measureLoading(spec, 'int8', quick ? 3 : rounds),
  };
  say('A whole paper ...');
  const paper = await measurePaper({ ...spec, precision: 'int8' }, PAPER_CHARACTERS, quick ? 1 : 3);
  if (quick) leaveOut('The whole paper was read in one round only, and models were loaded three times (--quick).');
  const thresholdChange = await measureThreshold(THRESHOLD_CHARACTERS, rounds);
  say('Keyword matching and the index ...');
  const keyword = await measureKeyword(KEYWORD_CHARACTERS, rounds);
  const corpus = path.join(work, 'corpus');
  writeCorpus(corpus, { papers, characters: CHARACTERS_OF_A_PAPER });
  const library = await measureLibrary(corpus);
  const bytes = packageBytes();
  if (bytes === undefined) leaveOut('The size of the package: it was not made before (npm run package).');
  const long = [4096, 8192].filter((length) => !lengths.includes(length));
  if (long.length > 0) leaveOut(`Sequences of ${long.join(' and ')} tokens: this run did not take them.`);
  if (python !== undefined) {
    leaveOut(
      `PyTorch eager and the export above ${mostNaiveTokens} tokens: the scores of all pairs of tokens take memory and minutes.`,
    );
  }
  return {
    name: `${options.base ? 'base' : path.basename(folder)}${quick ? '-quick' : ''}`,
    date: new Date().toISOString().slice(0, 16),
    machine,
    load: { before, after: load() },
    model: options.base
      ? 'random weights of the base size (22 layers, 768 hidden, 149.6 million parameters)'
      : path.basename(folder),
    rounds,
    ...speed,
    loading,
    paper,
    thresholdChange,
    activationMs: await activation(rounds, leaveOut),
    packageBytes: bytes,
    keyword,
    library,
    leftOut,
  };
}

async function activation(rounds: number, leaveOut: (reason: string) => void): Promise<Summary | undefined> {
  say('Activation in the editor ...');
  try {
    return await measureActivation(rounds);
  } catch (error) {
    leaveOut(`Activation in the editor: ${error instanceof Error ? error.message : String(error)}.`);
    return undefined;
  }
}

async function modelFolder(work: string, { base, tokenizer, model = CATALOGUE[0].id }: BenchOptions): Promise<string> {
  if (base) {
    say('Making a model of base size ...');
    const folder = path.join(work, 'model');
    await makeRandomModel(folder, tokenizer ?? TOKENIZER, 1);
    return folder;
  }
  const engine = await engineOf(model);
  if (engine.kind === 'keyword')
    throw new KnownError('usage', '--model wants a full model: keyword matching is measured anyway');
  return engine.folder;
}

function say(message: string): void {
  process.stderr.write(`${harmless(message)}\n`);
}

function print(text: string): number {
  process.stdout.write(`${harmless(text)}\n`);
  return 0;
}

void run(process.argv.slice(2))
  .catch((error: unknown) => reportFailure('bench', error))
  .then((code) => {
    process.exitCode = code;
  });
