import { join } from 'node:path';
import { engineOf } from '../../src/cli/models';
import { Answer } from '../../src/core/answers/answer';
import { engineSource } from '../../src/core/answers/source';
import { rankedUnits } from '../../src/core/answers/units';
import { unitsOf } from '../../src/core/paper/units';
import { DEFAULT_WINDOW_OPTIONS } from '../../src/core/process/types';
import type { GoldRow, Prediction } from '../../src/core/metrics/counts';
import type { SpanOptions } from '../../src/core/spans/spans';
import { DEFAULT_SPAN_OPTIONS } from '../../src/core/spans/spans';
import type { AskInput } from '../../src/inference/client';
import { InferenceClient } from '../../src/inference/client';
import { readModelFolder } from '../../src/model/modelFolder';

const WORKER = join(import.meta.dirname, '..', '..', 'dist', 'worker.js');

const SILENT = { debug: () => undefined, info: () => undefined, warn: () => undefined };

/** How an engine's scores are read. The default setting must come first, because an engine's latency is that of its first setting. */
export interface Setting {
  readonly name: string;
  readonly options: SpanOptions;
}

export const DEFAULT_SETTING: Setting = { name: 'default', options: DEFAULT_SPAN_OPTIONS };

/**
 * What an engine marks in each row, for each setting. Rows go through the inference process like a reader's questions. Engines that score
 * paragraphs or sentences answer once, and the settings are views of that answer. Engines that read whole chunks run the reference's
 * `process()` on the bare chunk, once for each setting.
 *
 * @param wholeUnits whether to mark whole units (paragraphs, list items, table rows) with a score at the threshold; not for `process()`
 */
export async function runEngine(
  model: string,
  rows: readonly GoldRow[],
  settings: readonly Setting[],
  wholeUnits: boolean,
): Promise<Prediction[][]> {
  const engine = await engineOf(model);
  return withEvaluationClient(async (client) => {
    const readsChunks =
      engine.kind === 'onnx' && (await readModelFolder(engine.folder)).architecture.reading === 'chunks';
    const predict = readsChunks ? tokens : wholeUnits ? units : passages;
    // The first question starts the process and loads the engine, which must not count as a row's latency.
    await predict(client, engine, model, rows[0]!, [DEFAULT_SETTING]);
    const byRow: Prediction[][] = [];
    for (const row of rows) byRow.push(await predict(client, engine, model, row, settings));
    return settings.map((_, at) => byRow.map((predictions) => predictions[at]!));
  });
}

/** Runs work with its own inference process, and ends that process afterwards. */
export async function withEvaluationClient<T>(work: (client: InferenceClient) => Promise<T>): Promise<T> {
  const client = new InferenceClient({ workerPath: WORKER, log: SILENT });
  try {
    return await work(client);
  } finally {
    client.dispose();
  }
}

type Predict = (
  client: InferenceClient,
  engine: AskInput['engine'],
  model: string,
  row: GoldRow,
  settings: readonly Setting[],
) => Promise<Prediction[]>;

const passages: Predict = async (client, engine, model, row, settings) => {
  const { answer, latency } = await ask(client, engine, model, row);
  return settings.map(({ options }) => ({
    spans: answer.passages({ ...options, includeReferences: false }),
    latency,
  }));
};

const units: Predict = async (client, engine, model, row, settings) => {
  const { answer, latency } = await ask(client, engine, model, row);
  const ranked = rankedUnits(answer, unitsOf(answer.text, answer.outline!));
  return settings.map(({ options }) => ({
    spans: ranked.filter(({ score }) => score >= options.threshold).sort((a, b) => a.start - b.start),
    latency,
  }));
};

async function ask(
  client: InferenceClient,
  engine: AskInput['engine'],
  model: string,
  { query, chunk }: GoldRow,
): Promise<{ readonly answer: Answer; readonly latency: number }> {
  const answer = new Answer(query, engineSource(model), chunk);
  const began = performance.now();
  await client.ask(
    { engine, question: query, text: chunk, format: 'markdown' },
    {
      onOutline: (outline) => answer.setOutline(outline),
      onScored: (index, scores) => answer.addScores(index, scores),
    },
  );
  return { answer, latency: (performance.now() - began) / 1000 };
}

const tokens: Predict = async (client, engine, _model, { query, chunk }, settings) => {
  const predictions: Prediction[] = [];
  for (const { options } of settings) {
    const began = performance.now();
    const result = await client.process({
      engine,
      question: query,
      context: chunk,
      options: {
        ...DEFAULT_WINDOW_OPTIONS,
        threshold: options.threshold,
        min_span_chars: options.minSpanChars,
        merge_gap_chars: options.mergeGapChars,
        return_sentence_metrics: false,
      },
    });
    predictions.push({ spans: result?.spans ?? [], latency: (performance.now() - began) / 1000 });
  }
  return predictions;
};
