import { float, type OnnxGraph, type Value } from './onnxGraph';
import { attendPlainly, type Heads } from './plainAttention';
import { isPlain } from './target';
import { INPUTS } from './weights';

/** So low that its exponential is 0 beside any score; finite, so that no row gives a NaN. */
export const MASKED = -1e9;

/** GELU by the error function. Only recent operator sets have it. */
export function gelu(graph: OnnxGraph, value: Value): Value {
  if (graph.target !== 'served') return graph.add('Gelu', [value]);
  const bell = graph.add('Erf', [graph.add('Mul', [value, graph.number(Math.SQRT1_2)])]);
  const half = graph.add('Mul', [value, graph.number(0.5)]);
  return graph.add('Mul', [half, graph.add('Add', [bell, graph.number(1)])]);
}

/**
 * Attention of queries to keys, each [sequences, tokens, hidden]; returns [sequences, queries, hidden].
 *
 * @param mask added to the scores, [sequences, 1, queries, keys]; in plain operators the third dimension may be 1
 */
export function attend(
  graph: OnnxGraph,
  [query, key, value]: readonly [Value, Value, Value],
  mask: Value,
  { heads, hiddenSize }: Heads,
): Value {
  if (isPlain(graph.target)) return attendPlainly(graph, { query, key, value, mask }, { heads, hiddenSize });
  return graph.add('Attention', [query, key, value, mask], {
    q_num_heads: heads,
    kv_num_heads: heads,
    scale: float((hiddenSize / heads) ** -0.5),
  });
}

/** The mask that a served graph is given, for scores: 0 for a token, MASKED for padding, [sequences, 1, 1, tokens]. */
export function givenMask(graph: OnnxGraph): Value {
  const isToken = graph.add('Greater', [graph.input(INPUTS.mask, 'int64', ['sequences', 'tokens']), graph.int(0)]);
  const mask = graph.add('Where', [isToken, graph.number(0), graph.number(MASKED)]);
  return graph.add('Unsqueeze', [mask, graph.ints([1, 2])]);
}
