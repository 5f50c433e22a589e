import { join } from 'node:path';
import { DEFAULT_MODEL } from '../../src/core/answers/engineName';
import { DEFAULT_SPAN_OPTIONS } from '../../src/core/spans/spans';
import { parseArguments, probabilityOf } from '../../src/cli/options';
import { KnownError } from '../../src/core/errors/knownError';

export const HELP = `npm run eval -- ROWS.jsonl [OPTIONS]
    Scores an engine, or stored predictions, by the metrics of the ACL-Verbatim benchmark.
    --model M            the engine that answers, as 'highlight --model' takes it (default ${DEFAULT_MODEL})
    --predictions FILE   score stored predictions instead: {system: [{query, paper_id, chunk_index, spans, latency_s}]}
    --paragraphs         mark whole paragraphs, list items and table rows by their best part, as the benchmark's evidence is marked
    --threshold-sweep    the figures at other thresholds, lengths and gaps too
    --json               one line: {rows, systems, intervals}, with sweep when it was asked for
    --download           get ROWS.jsonl from the public repository first, unless the file is there
    --document           write the tables and the picture into docs/QUALITY.md as well
  ROWS.jsonl holds rows {query, chunk, gold_spans} (UTF-16), {question, chunk, spans} (code points), or the public repository's.
  Predictions of other systems beside it (ROWS.predictions.json) are shown for comparison.

npm run eval -- --questions FOLDER [OPTIONS]
    Scores an engine on questions about whole papers: what it lights, what it ranks first, what it lights without reason.
    --papers FOLDER      where the papers are (default: the folder 'papers' beside FOLDER)
    --model M            the engine that answers (default ${DEFAULT_MODEL})
    --against M          another engine, and how sure the difference is, by paired bootstrap over papers
    --threshold T        light what scores at least this (default ${DEFAULT_SPAN_OPTIONS.threshold})
    --json               one line: {papers, answerable, unanswerable, figures, intervals, perPaper}, with against when it was asked for
    --document           write the tables into docs/QUALITY.md as well
  FOLDER holds NAME.json files {paper, questions: [{question, answerable, spans: [{start, end}]}]} (UTF-16).`;

const OPTIONS = {
  model: { type: 'string' },
  predictions: { type: 'string' },
  paragraphs: { type: 'boolean' },
  'threshold-sweep': { type: 'boolean' },
  json: { type: 'boolean' },
  download: { type: 'boolean' },
  document: { type: 'boolean' },
  questions: { type: 'string' },
  papers: { type: 'string' },
  against: { type: 'string' },
  threshold: { type: 'string' },
  help: { type: 'boolean' },
} as const;

/** Options for scoring rows of the benchmark. */
export interface EvalOptions {
  readonly kind: 'rows';
  readonly rows: string;
  /** The engine, unless predictions are scored. */
  readonly model: string;
  readonly predictions: string | undefined;
  /** Whether to mark whole units. */
  readonly paragraphs: boolean;
  readonly sweep: boolean;
  readonly json: boolean;
  readonly download: boolean;
  readonly document: boolean;
}

/** Options for scoring questions about whole papers. */
export interface QuestionOptions {
  readonly kind: 'questions';
  readonly questions: string;
  readonly papers: string;
  readonly model: string;
  readonly against: string | undefined;
  readonly threshold: number;
  readonly json: boolean;
  readonly document: boolean;
}

/** Options for rows only, and for questions only. */
const OF_ROWS = ['predictions', 'paragraphs', 'threshold-sweep', 'download'] as const;
const OF_QUESTIONS = ['papers', 'against', 'threshold'] as const;

/** Reads the arguments; undefined when help was asked for. Wrong use is a `KnownError`. */
export function readOptions(args: readonly string[]): EvalOptions | QuestionOptions | undefined {
  const { values, positionals } = parseArguments(args, OPTIONS);
  if (values.help) return undefined;
  const { questions } = values;
  const stranger = (questions === undefined ? OF_QUESTIONS : OF_ROWS).find((name) => values[name] !== undefined);
  if (stranger !== undefined) {
    throw new KnownError(
      'usage',
      `--${stranger} ${questions === undefined ? 'needs --questions' : 'does not go with --questions'}`,
    );
  }
  const [rows, extra] = questions === undefined ? positionals : [undefined, positionals[0]];
  if (extra !== undefined) throw new KnownError('usage', `unexpected argument '${extra}'`);
  const { predictions, json = false, document = false } = values;
  if (values.model !== undefined && predictions !== undefined) {
    throw new KnownError('usage', '--model and --predictions exclude each other');
  }
  if (predictions !== undefined && values['threshold-sweep']) {
    throw new KnownError('usage', '--threshold-sweep needs an engine: stored predictions have one threshold only');
  }
  const model = values.model ?? DEFAULT_MODEL;
  if (questions !== undefined) {
    return {
      kind: 'questions',
      questions,
      papers: values.papers ?? join(questions, '..', 'papers'),
      model,
      against: values.against,
      threshold: probabilityOf(values.threshold ?? String(DEFAULT_SPAN_OPTIONS.threshold), '--threshold'),
      json,
      document,
    };
  }
  if (rows === undefined) throw new KnownError('usage', 'ROWS.jsonl is missing');
  return {
    kind: 'rows',
    rows,
    model,
    predictions,
    paragraphs: values.paragraphs ?? false,
    sweep: values['threshold-sweep'] ?? false,
    json,
    download: values.download ?? false,
    document,
  };
}
