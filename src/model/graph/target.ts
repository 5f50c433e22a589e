/**
 * What a graph is made for. All forms compute the same; they differ in operators:
 *
 * - `native`: onnxruntime's library on the CPU, with fused attention, which never holds the scores of all pairs of tokens
 * - `wasm`: WebAssembly, where attention is not fused, since that depends on the size of the processor's cache. Scores are computed in slices
 * - `gpu`: onnxruntime's WebGPU provider. Attention is written in plain operators, because the provider has no masked `Attention` and its
 *   `MultiHeadAttention` gave other scores (1.30 on SwiftShader, up to 0.02 apart). It has no 8-bit operators either,
 *   so weights are floats there
 * - `served`: any runtime that reads ONNX, on any device: plain operators of a set that is years old, and batches with padding
 */
export type GraphTarget = 'native' | 'wasm' | 'gpu' | 'served';

/** What a graph on a server may be made for. */
export type ServedTarget = Extract<GraphTarget, 'native' | 'served'>;

/** Whether attention is written in plain operators. */
export function isPlain(target: GraphTarget): boolean {
  return target === 'gpu' || target === 'served';
}
