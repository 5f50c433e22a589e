import { parseArguments } from '../../src/cli/options';
import { UsageError } from '../../src/cli/usageError';

export const HELP = `npm run eval -- ROWS.jsonl [OPTIONS]
    Scores an engine, or stored predictions, by the metrics of the ACL-Verbatim benchmark.
    --model M            the engine that answers: keyword (default), or any that 'highlight --model' takes
    --predictions FILE   score stored predictions instead: {system: [{query, paper_id, chunk_index, spans, latency_s}]}
    --threshold-sweep    the figures at other thresholds, lengths and gaps too
    --json               one line: {rows, systems, intervals}, with sweep when it was asked for
    --download           get ROWS.jsonl from the public repository first, unless the file is there
    --document           write the tables and the picture into docs/QUALITY.md as well
  ROWS.jsonl holds rows {query, chunk, gold_spans} (UTF-16), {question, chunk, spans} (code points), or the public repository's.
  Predictions of other systems beside it (ROWS.predictions.json) are shown for comparison.`;

const OPTIONS = {
  model: { type: 'string' },
  predictions: { type: 'string' },
  'threshold-sweep': { type: 'boolean' },
  json: { type: 'boolean' },
  download: { type: 'boolean' },
  document: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

export interface EvalOptions {
  readonly rows: string;
  /** The engine, unless predictions are scored. */
  readonly model: string;
  readonly predictions: string | undefined;
  readonly sweep: boolean;
  readonly json: boolean;
  readonly download: boolean;
  readonly document: boolean;
}

/** Reads the arguments; undefined when help was asked for. Wrong use is a `UsageError`. */
export function readOptions(args: readonly string[]): EvalOptions | undefined {
  const { values, positionals } = parseArguments(args, OPTIONS);
  if (values.help) return undefined;
  const [rows, extra] = positionals;
  if (rows === undefined) throw new UsageError('ROWS.jsonl is missing');
  if (extra !== undefined) throw new UsageError(`unexpected argument '${extra}'`);
  const { model, predictions } = values;
  if (model !== undefined && predictions !== undefined) {
    throw new UsageError('--model and --predictions exclude each other');
  }
  if (predictions !== undefined && values['threshold-sweep']) {
    throw new UsageError('--threshold-sweep needs an engine: stored predictions have one threshold only');
  }
  return {
    rows,
    model: model ?? 'keyword',
    predictions,
    sweep: values['threshold-sweep'] ?? false,
    json: values.json ?? false,
    download: values.download ?? false,
    document: values.document ?? false,
  };
}
