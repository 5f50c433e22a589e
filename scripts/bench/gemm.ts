/**
 * Measures how fast this machine multiplies matrices in onnxruntime. Prints {"seconds": ...} for each line that comes in.
 *
 *   tsx gemm.ts fp32|int8 THREADS
 */
import { fileURLToPath } from 'node:url';
import { createInterface } from 'node:readline';
import { loadRuntime } from '../../src/inference/onnx/runtime';
import { OnnxGraph, type Value } from '../../src/model/graph/onnxGraph';

const ROWS = 1536;
const DEPTH = 1536;
const COLUMNS = 6144;

/** Operations of one product. A multiplication and an addition count as two. */
export const GEMM_OPERATIONS = 2 * ROWS * DEPTH * COLUMNS;

async function serve(precision: string, threads: number): Promise<void> {
  const runtime = await loadRuntime(threads);
  const graph = new OnnxGraph('gemm');
  const isFloat = precision === 'fp32';
  const left = graph.input('left', isFloat ? 'float' : 'uint8', [ROWS, DEPTH]);
  const numbers = Int8Array.from({ length: DEPTH * COLUMNS }, (_, at) => (at % 251) - 125);
  const right = isFloat
    ? graph.constant(
        'float',
        [DEPTH, COLUMNS],
        Float32Array.from(numbers, (number) => number / 125),
      )
    : graph.constant('int8', [DEPTH, COLUMNS], numbers);
  const product: Value = graph.add(isFloat ? 'MatMul' : 'MatMulInteger', [left, right]);
  // Only one row is returned: copying all of them would count as well.
  const row = graph.add('Slice', [product, graph.ints([0]), graph.ints([1])]);
  graph.output(row, 'row', isFloat ? 'float' : 'int32', [1, COLUMNS]);
  const session = await runtime.createSession(graph.serialize(), threads);
  const input = isFloat
    ? new runtime.Tensor('float32', new Float32Array(ROWS * DEPTH).fill(0.5), [ROWS, DEPTH])
    : new runtime.Tensor('uint8', new Uint8Array(ROWS * DEPTH).fill(100), [ROWS, DEPTH]);
  await session.run({ left: input });
  const rounds = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
  while (!(await rounds.next()).done) {
    const began = performance.now();
    await session.run({ left: input });
    process.stdout.write(`${JSON.stringify({ seconds: (performance.now() - began) / 1000 })}\n`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) void serve(process.argv[2]!, Number(process.argv[3]));
