/**
 * Runs a token classifier for the benchmark in its own process: one line of JSON in, one out.
 *
 *   tsx runner.ts lens FOLDER PREPARED fp32|int8 THREADS      this project's graph
 *   tsx runner.ts onnx FILE THREADS                           a graph from elsewhere in onnxruntime
 *   tsx runner.ts transformers FOLDER THREADS                 the same graph in transformers.js
 *
 * In: {"ids": [...]}. Out: {"seconds": ..., "logits": [...] when "logits" is true}. {"load": true} only loads.
 * `lens` takes {"batches": [[{"ids", "types"}]]} as well, and gives for each token the logit of evidence minus that of none.
 */
import * as path from 'node:path';
import { createInterface } from 'node:readline';
import { TokenClassifier } from '../../src/inference/onnx/classifier';
import { sessionOptions } from '../../src/inference/onnx/runtime';
import type { Precision } from '../../src/inference/protocol';

type Batch = readonly { readonly ids: readonly number[]; readonly types: readonly number[] }[];

/** Logits of one sequence, row by row; of batches the margin of each token. */
type Run = (ids: readonly number[], batches?: readonly Batch[]) => Promise<Float32Array>;

async function lens([folder, preparedFolder, precision, threads]: readonly string[]): Promise<Run> {
  const classifier = await TokenClassifier.load({
    kind: 'onnx',
    folder: folder!,
    preparedFolder: preparedFolder!,
    precision: precision as Precision,
    threads: Number(threads),
  });
  return async (ids, batches) => {
    if (!batches) return (await classifier.run([{ ids, types: [] }]))[0]!;
    const margins: number[] = [];
    for (const batch of batches) {
      for (const logits of await classifier.run(batch)) {
        for (let at = 0; at < logits.length; at += 2) margins.push(logits[at + 1]! - logits[at]!);
      }
    }
    return Float32Array.from(margins);
  };
}

async function onnx([file, threads]: readonly string[]): Promise<Run> {
  const { InferenceSession, Tensor } = await import('onnxruntime-node');
  // onnxruntime's defaults except for the threads: this is what users of a foreign graph get.
  const session = await InferenceSession.create(file!, { intraOpNumThreads: Number(threads) });
  return async (ids) => {
    const shape = [1, ids.length];
    const results = await session.run({
      input_ids: new Tensor('int64', BigInt64Array.from(ids, BigInt), shape),
      attention_mask: new Tensor('int64', new BigInt64Array(ids.length).fill(1n), shape),
    });
    return results['logits']!.data as Float32Array;
  };
}

async function transformers([folder, threads]: readonly string[]): Promise<Run> {
  const { AutoModelForTokenClassification, env, Tensor } = await import('@huggingface/transformers');
  env.allowRemoteModels = false;
  env.localModelPath = path.dirname(folder!);
  const model = await AutoModelForTokenClassification.from_pretrained(path.basename(folder!), {
    dtype: 'fp32',
    device: 'cpu',
    session_options: { ...sessionOptions(Number(threads)), enableCpuMemArena: true, enableMemPattern: true },
  });
  return async (ids) => {
    const shape = [1, ids.length];
    const { logits } = (await model({
      input_ids: new Tensor('int64', BigInt64Array.from(ids, BigInt), shape),
      attention_mask: new Tensor('int64', new BigInt64Array(ids.length).fill(1n), shape),
    })) as { logits: { data: Float32Array } };
    return logits.data;
  };
}

const SYSTEMS: Readonly<Record<string, (args: readonly string[]) => Promise<Run>>> = { lens, onnx, transformers };

async function serve([system, ...args]: readonly string[]): Promise<void> {
  const began = performance.now();
  const run = await SYSTEMS[system!]!(args);
  const loadSeconds = (performance.now() - began) / 1000;
  for await (const line of createInterface({ input: process.stdin })) {
    const request = JSON.parse(line) as { ids?: number[]; batches?: Batch[]; logits?: boolean };
    if (!request.ids && !request.batches) {
      answer({ loadSeconds, peakBytes: process.resourceUsage().maxRSS * 1024 });
      continue;
    }
    const started = performance.now();
    const logits = await run(request.ids ?? [], request.batches);
    const seconds = (performance.now() - started) / 1000;
    answer({ seconds, ...(request.logits ? { logits: [...logits] } : {}) });
  }
}

function answer(value: object): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

void serve(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${String(error).split('\n')[0]!}\n`);
  process.exit(1);
});
