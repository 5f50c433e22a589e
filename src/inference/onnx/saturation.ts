import { OnnxGraph } from '../../model/graph/onnxGraph';
import type { Runtime } from './runtime';

/** The largest integers for weights: those of 8 bits, and about half of them, which overflow on no processor. */
const FULL = 127;
export const HALVED = 64;

const ROWS = 64;
const DEPTH = 64;

/**
 * The largest integer that weights may have on this processor. x86 processors without VNNI add two 8-bit products in 16 bits, which can
 * overflow: 2 x 255 x 127 does, 2 x 255 x 64 does not. There is no common way to ask the operating system, so a test sum is computed.
 */
export async function largestWeight(runtime: Runtime): Promise<number> {
  const graph = new OnnxGraph('saturation');
  const left = graph.input('left', 'uint8', [ROWS, DEPTH]);
  const right = graph.constant('int8', [DEPTH, ROWS], new Int8Array(DEPTH * ROWS).fill(FULL));
  graph.output(graph.add('MatMulInteger', [left, right]), 'sums', 'int32', [ROWS, ROWS]);
  const session = await runtime.createSession(graph.serialize(), 1);
  try {
    const most = new runtime.Tensor('uint8', new Uint8Array(ROWS * DEPTH).fill(255), [ROWS, DEPTH]);
    const { sums } = await session.run({ left: most });
    const isExact = (sums!.data as Int32Array).every((sum) => sum === DEPTH * 255 * FULL);
    return isExact ? FULL : HALVED;
  } finally {
    await session.release();
  }
}
