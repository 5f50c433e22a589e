import { OnnxGraph } from '../../model/graph/onnxGraph';
import type { Runtime } from './runtime';

/** Adds two numbers on the GPU. Rejects where there is none that onnxruntime can use. */
export async function probeGpu(runtime: Runtime): Promise<void> {
  const graph = new OnnxGraph('probe');
  graph.output(graph.add('Add', [graph.input('left', 'float', [1]), graph.number(1)]), 'sum', 'float', [1]);
  const session = await runtime.createSession(graph.serialize(), 1, undefined, 'gpu');
  try {
    await session.run({ left: new runtime.Tensor('float32', Float32Array.of(1), [1]) });
  } finally {
    await session.release();
  }
}
