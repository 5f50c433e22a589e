/**
 * Scores an engine or stored predictions on benchmark rows. `npm run eval` sets up what is missing and calls this.
 * Exit codes: 0 done, 1 failed while working, 2 wrong use or unusable input (one line on standard error).
 */
import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { reportFailure } from '../../src/cli/failure';
import { evaluate, type Evaluation } from './evaluate';
import { joinPredictions, parsePredictions } from './predictions';
import { parseRows, type KeyedRow } from './rows';
import { harmless } from '../../src/core/text/harmless';
import { precisionRecallSvg } from './chart';
import { writeSections } from './document';
import { DEFAULT_SETTING, runEngine, type Setting } from './engine';
import { downloadBenchmark, readText, writeText } from './files';
import { ownQuestions } from './own';
import { HELP, readOptions, type EvalOptions } from './options';
import { questionReport } from './questionReport';
import { PROCESSING_SETTINGS, THRESHOLD_SETTINGS } from './settings';
import { allFigures, comparison, settingsTable } from './tables';
import { KnownError } from '../../src/core/errors/knownError';

const ROOT = join(import.meta.dirname, '..', '..');
const PICTURE = join(ROOT, 'out', 'quality', 'precision-recall.svg');
const DOCUMENT_PICTURE = join(ROOT, 'docs', 'quality', 'precision-recall.svg');

/** An engine's figures at each setting of the sweep. */
type Sweep = ReadonlyMap<string, Evaluation>;

/** The scored systems. */
interface Scored {
  readonly systems: ReadonlyMap<string, Evaluation>;
  readonly thresholds: Sweep;
  readonly processing: Sweep;
}

async function run(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  if (!options) return print(HELP);
  if (options.kind === 'questions') return print(harmless(await questionReport(options)));
  if (options.download) await downloadBenchmark(options.rows);
  const rows = parsedFrom(options.rows, parseRows);
  const scored =
    options.predictions === undefined ? await scoreEngine(options, rows) : scoreStored(options.predictions, rows);
  if (options.json) print(JSON.stringify(jsonOf(rows, scored)));
  else print(await render(options, rows, scored));
  return 0;
}

async function scoreEngine({ model, paragraphs, sweep }: EvalOptions, keyed: readonly KeyedRow[]): Promise<Scored> {
  const rows = keyed.map(({ row }) => row);
  const settings = [DEFAULT_SETTING, ...(sweep ? [...THRESHOLD_SETTINGS, ...PROCESSING_SETTINGS] : [])];
  const [standard, ...swept] = (await runEngine(model, rows, settings, paragraphs)).map((predictions) =>
    evaluate(rows, predictions),
  );
  const named = (list: readonly Setting[], from: number): Sweep =>
    new Map(sweep ? list.map(({ name }, at) => [name, swept[from + at]!]) : []);
  return {
    systems: new Map([[model, standard!]]),
    thresholds: named(THRESHOLD_SETTINGS, 0),
    processing: named(PROCESSING_SETTINGS, THRESHOLD_SETTINGS.length),
  };
}

function scoreStored(file: string, keyed: readonly KeyedRow[]): Scored {
  const rows = keyed.map(({ row }) => row);
  const systems = parsedFrom(file, (text) =>
    [...parsePredictions(text)].map(
      ([name, predictions]) => [name, evaluate(rows, joinPredictions(keyed, predictions))] as const,
    ),
  );
  return { systems: new Map(systems), thresholds: new Map(), processing: new Map() };
}

function jsonOf(rows: readonly KeyedRow[], { systems, thresholds, processing }: Scored): object {
  const each = <T>(evaluations: Sweep, pick: (evaluation: Evaluation) => T): Record<string, T> =>
    Object.fromEntries([...evaluations].map(([name, evaluation]) => [name, pick(evaluation)]));
  const sweep = {
    thresholds: each(thresholds, ({ metrics }) => metrics),
    processing: each(processing, ({ metrics }) => metrics),
  };
  return {
    rows: rows.length,
    systems: each(systems, ({ metrics }) => metrics),
    intervals: each(systems, ({ intervals }) => intervals),
    ...(thresholds.size > 0 ? { sweep } : {}),
  };
}

async function render(options: EvalOptions, rows: readonly KeyedRow[], scored: Scored): Promise<string> {
  const systems = new Map([...published(options, rows), ...scored.systems]);
  const queries = new Set(rows.map(({ row }) => row.query)).size;
  const empty = rows.filter(({ row }) => row.gold.length === 0).length;
  const counted = `${rows.length} rows of ${queries} queries, ${empty} rows without evidence; intervals by bootstrap over queries.`;
  const curves = new Map(scored.thresholds.size > 0 ? [[options.model, [...scored.thresholds.values()]]] : []);
  const svg = await precisionRecallSvg(systems, curves);
  const picture = options.document ? DOCUMENT_PICTURE : PICTURE;
  await writeText(picture, svg);

  const sections = new Map([['comparison', `${counted}\n\n${comparison(systems)}`]]);
  for (const [name, evaluation] of options.predictions === undefined ? scored.systems : []) {
    sections.set(`figures of ${name}`, allFigures(evaluation));
  }
  if (scored.thresholds.size > 0) {
    sections.set('thresholds', settingsTable('threshold', [...scored.thresholds]));
    sections.set('post-processing', settingsTable('post-processing', [...scored.processing]));
  }
  if (options.document) {
    const own = await ownQuestions();
    if (own !== undefined) sections.set('own questions', own);
    await writeSections(sections);
  }
  const text = [...sections].map(([name, content]) => `${name}\n\n${content}`).join('\n\n');
  return harmless(`${text}\n\nThe picture of precision against recall is ${relative(process.cwd(), picture)}.`);
}

/** The systems with predictions beside the rows, unless these are what is scored. */
function published({ rows: file, predictions }: EvalOptions, rows: readonly KeyedRow[]): Sweep {
  const beside = file.replace(/\.jsonl?$/, '.predictions.json');
  if (predictions !== undefined || beside === file || !existsSync(beside)) return new Map();
  return scoreStored(beside, rows).systems;
}

/** Reads a file. Errors name the file. */
function parsedFrom<T>(file: string, parse: (text: string) => T): T {
  try {
    return parse(readText(file));
  } catch (error) {
    if (error instanceof KnownError && error.code === 'badRows')
      throw new KnownError('usage', `${file}: ${error.message}`);
    throw error;
  }
}

function print(text: string): number {
  process.stdout.write(`${text}\n`);
  return 0;
}

void run(process.argv.slice(2))
  .catch((error: unknown) => reportFailure('eval', error))
  .then((code) => {
    process.exitCode = code;
  });
