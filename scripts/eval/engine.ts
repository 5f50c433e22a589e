import { join } from 'node:path';
import { engineOf } from '../../src/cli/models';
import { Answer } from '../../src/core/answers/answer';
import { DEFAULT_WINDOW_OPTIONS } from '../../src/core/process/types';
import type { GoldRow, Prediction } from '../../src/core/quality/counts';
import type { SpanOptions } from '../../src/core/spans/spans';
import { DEFAULT_SPAN_OPTIONS } from '../../src/core/spans/spans';
import type { AskInput } from '../../src/inference/client';
import { InferenceClient } from '../../src/inference/client';

const WORKER = join(import.meta.dirname, '..', '..', 'dist', 'worker.js');

const SILENT = { debug: () => undefined, info: () => undefined, warn: () => undefined };

/** How an engine's scores are read: the defaults first, since its latency is that of the first. */
export interface Setting {
  readonly name: string;
  readonly options: SpanOptions;
}

export const DEFAULT_SETTING: Setting = { name: 'default', options: DEFAULT_SPAN_OPTIONS };

/**
 * What an engine marks in each row, for each setting, by the way that a reader's questions go: through the inference process.
 * Engines that score paragraphs answer once, and the settings are views of that answer; engines that score tokens run the reference's
 * `process()` on the bare chunk, once for each setting.
 */
export async function runEngine(
  model: string,
  rows: readonly GoldRow[],
  settings: readonly Setting[],
): Promise<Prediction[][]> {
  const engine = await engineOf(model);
  return withEvaluationClient(async (client) => {
    const predict = engine.kind === 'keyword' ? paragraphs : tokens;
    // The first question starts the process and loads the engine, which is no part of a row's latency.
    await predict(client, engine, model, rows[0]!, [DEFAULT_SETTING]);
    const byRow: Prediction[][] = [];
    for (const row of rows) byRow.push(await predict(client, engine, model, row, settings));
    return settings.map((_, at) => byRow.map((predictions) => predictions[at]!));
  });
}

/** Runs work with an inference process of its own, which is gone afterwards. */
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

const paragraphs: Predict = async (client, engine, model, { query, chunk }, settings) => {
  const answer = new Answer(query, model, chunk);
  const began = performance.now();
  await client.ask(
    { engine, question: query, text: chunk, format: 'markdown' },
    {
      onOutline: (outline) => answer.setOutline(outline),
      onScored: (index, scores) => answer.addScores(index, scores),
    },
  );
  const latency = (performance.now() - began) / 1000;
  return settings.map(({ options }) => ({
    spans: answer.passages({ ...options, includeReferences: false }),
    latency,
  }));
};

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
