import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeRandomModel } from '../../scripts/bench/randomModel';
import { DEFAULT_WINDOW_OPTIONS } from '../../src/core/process/types';
import { deriveSpans, DEFAULT_SPAN_OPTIONS } from '../../src/core/spans/spans';
import type { ChunkScores } from '../../src/core/spans/scores';
import type { Outline } from '../../src/core/paper/types';
import { InferenceClient } from '../../src/inference/client';
import type { OnnxSpec } from '../../src/inference/protocol';

const ROOT = join(import.meta.dirname, '..', '..');
const QUESTION = 'How does the extension cut a paper?';
const log = { debug: () => undefined, info: () => undefined, warn: (text: string) => console.log(text) };

let folder: string;
let spec: OnnxSpec;
let client: InferenceClient;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'evidence-lens-base-'));
  const model = join(folder, 'model');
  await makeRandomModel(model, join(ROOT, 'test', 'fixtures', 'tokenizer', 'tokenizer.json'), 1);
  spec = { kind: 'onnx', folder: model, preparedFolder: join(folder, 'prepared'), precision: 'fp32', threads: 2 };
  client = new InferenceClient({ workerPath: join(ROOT, 'dist', 'worker.js'), log });
});
afterAll(async () => {
  client.dispose();
  await rm(folder, { recursive: true, force: true });
});

/** The most memory that the inference process has had, MB; undefined where the system does not say. */
async function peakMemory(): Promise<number | undefined> {
  const status = await readFile(`/proc/${client.processId!}/status`, 'utf8').catch(() => '');
  const kilobytes = /VmHWM:\s*(\d+) kB/.exec(status)?.[1];
  return kilobytes === undefined ? undefined : Math.round(Number(kilobytes) / 1000);
}

it('answers a question of the sample paper with a model of base size', async () => {
  const text = await readFile(join(ROOT, 'samples', 'evidence-lens.md'), 'utf8');
  const end = 6000;
  let outline: Outline | undefined;
  const scored = new Map<number, ChunkScores>();
  await client.ask(
    {
      engine: spec,
      question: QUESTION,
      text,
      format: 'markdown',
      scopes: [{ start: 0, end }],
      windows: DEFAULT_WINDOW_OPTIONS,
    },
    {
      onOutline: (read) => (outline = read),
      onScored: (chunk, scores) => scored.set(chunk, scores),
    },
  );
  const asked = outline!.chunks.filter(({ start }) => start < end);
  expect(scored.size).toBe(asked.length);
  const spans = [...scored].flatMap(([index, scores]) => {
    const chunk = outline!.chunks[index]!;
    return deriveSpans(scores, text.slice(chunk.start, chunk.end), DEFAULT_SPAN_OPTIONS);
  });
  expect(spans.length).toBeGreaterThan(0);
  console.log(`${scored.size} chunks, ${spans.length} spans; peak memory ${(await peakMemory()) ?? 'unknown'} MB`);
});

it('runs process() on a context that fills a window of 2,048 tokens and one more', async () => {
  const context = (await readFile(join(ROOT, 'samples', 'evidence-lens.md'), 'utf8')).slice(0, 6500);
  const result = await client.process({
    engine: spec,
    question: QUESTION,
    context,
    options: {
      max_length: 2048,
      doc_stride: 256,
      threshold: 0.2,
      min_span_chars: 10,
      merge_gap_chars: 20,
      return_sentence_metrics: true,
    },
  });
  expect(result!.windows).toBeGreaterThan(1);
  expect(result!.sentences!.length).toBeGreaterThan(10);
  console.log(
    `${result!.tokens} tokens in ${result!.windows} windows; peak memory ${(await peakMemory()) ?? 'unknown'} MB`,
  );
});
