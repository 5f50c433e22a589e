import { float, type OnnxGraph, type Value } from './onnxGraph';
import { INPUTS } from './weights';

/** So low that its exponential is 0 beside any score; finite, so that no row gives a NaN. */
export const MASKED = -1e9;

/** GELU by the error function. Only recent operator sets have it. */
export function gelu(graph: OnnxGraph, value: Value): Value {
  if (graph.audience === 'own') return graph.add('Gelu', [value]);
  const bell = graph.add('Erf', [graph.add('Mul', [value, graph.number(Math.SQRT1_2)])]);
  const half = graph.add('Mul', [value, graph.number(0.5)]);
  return graph.add('Mul', [half, graph.add('Add', [bell, graph.number(1)])]);
}

/** Sizes of the attention of a model. */
export interface Heads {
  readonly heads: number;
  readonly hiddenSize: number;
}

/**
 * Attention of queries to keys, each [sequences, tokens, hidden]; returns [sequences, queries, hidden]. Only recent operator sets have it.
 *
 * @param mask added to the scores, [sequences, 1, queries, keys]; without the operator of its own the third dimension may be 1
 */
export function attend(
  graph: OnnxGraph,
  [queries, keys, values]: readonly [Value, Value, Value],
  mask: Value,
  { heads, hiddenSize }: Heads,
): Value {
  const scale = (hiddenSize / heads) ** -0.5;
  if (graph.audience === 'own') {
    const attributes = { q_num_heads: heads, kv_num_heads: heads, scale: float(scale) };
    return graph.add('Attention', [queries, keys, values, mask], attributes);
  }
  // In the shape of Reshape, 0 keeps a length.
  const split = graph.ints([0, 0, heads, hiddenSize / heads]);
  const part = (value: Value, perm: readonly number[]): Value =>
    graph.add('Transpose', [graph.add('Reshape', [value, split])], { perm });
  // Queries have fewer numbers than scores do.
  const scaled = graph.add('Mul', [queries, graph.number(scale)]);
  const scores = graph.add('MatMul', [part(scaled, [0, 2, 1, 3]), part(keys, [0, 2, 3, 1])]);
  const weights = graph.add('Softmax', [graph.add('Add', [scores, mask])], { axis: -1 });
  const attended = graph.add('MatMul', [weights, part(values, [0, 2, 1, 3])]);
  return graph.add('Reshape', [
    graph.add('Transpose', [attended], { perm: [0, 2, 1, 3] }),
    graph.ints([0, 0, hiddenSize]),
  ]);
}

/** The mask that a graph for any runtime is given, for scores: 0 for a token, MASKED for padding, [sequences, 1, 1, tokens]. */
export function givenMask(graph: OnnxGraph): Value {
  const isToken = graph.add('Greater', [graph.input(INPUTS.mask, 'int64', ['sequences', 'tokens']), graph.int(0)]);
  const mask = graph.add('Where', [isToken, graph.number(0), graph.number(MASKED)]);
  return graph.add('Unsqueeze', [mask, graph.ints([1, 2])]);
}

/**
 * Multiplies integers and applies the scales: (left - zero) x right x scales x step, as floats.
 *
 * @param left uint8, [rows, inputs]
 * @param right int8, [inputs, outputs]
 * @param scales [outputs]
 */
export function multiplyIntegers(
  graph: OnnxGraph,
  { left, zero, step, right, scales }: Readonly<Record<'left' | 'zero' | 'step' | 'right' | 'scales', Value>>,
): Value {
  if (graph.audience === 'own') {
    return graph.addMicrosoft('MatMulIntegerToFloat', [left, right, step, scales, zero]);
  }
  const sums = graph.add('Cast', [graph.add('MatMulInteger', [left, right, zero])], { to: 1 });
  return graph.add('Mul', [sums, graph.add('Mul', [scales, step])]);
}
