import type { OnnxGraph, Value } from './onnxGraph';

/** What attention is computed from. Values are [sequences, tokens, hidden]; keys and values have the same number of tokens. */
export interface AttentionInput {
  readonly query: Value;
  readonly key: Value;
  readonly value: Value;
  /** Is added to the scores; its shape can be broadcast to [sequences, heads, queries, keys]. */
  readonly mask?: Value;
}

/** How the hidden size is divided. */
export interface Heads {
  readonly hiddenSize: number;
  readonly heads: number;
  /** How many heads have their scores in memory at once; default all. */
  readonly atOnce?: number;
}

/** Attention in plain operators, for devices without the fused ones: [sequences, queries, hidden]. */
export function attendPlainly(
  graph: OnnxGraph,
  { query, key, value, mask }: AttentionInput,
  { hiddenSize, heads, atOnce = heads }: Heads,
): Value {
  const size = hiddenSize / heads;
  const split = (part: Value, perm: readonly number[]): Value =>
    graph.add('Transpose', [graph.add('Reshape', [part, graph.ints([0, 0, heads, size])])], { perm });
  // Scaling the queries is cheaper than scaling all scores.
  const scaled = graph.add('Mul', [query, graph.number(size ** -0.5)]);
  const queries = split(scaled, [0, 2, 1, 3]);
  const keys = split(key, [0, 2, 3, 1]);
  const values = split(value, [0, 2, 1, 3]);

  const firsts = Array.from({ length: Math.ceil(heads / atOnce) }, (_, group) => group * atOnce);
  const attended = firsts.map((first) => {
    const ofGroup = (part: Value): Value =>
      firsts.length === 1
        ? part
        : graph.add('Slice', [
            part,
            graph.ints([first]),
            graph.ints([Math.min(first + atOnce, heads)]),
            graph.ints([1]),
          ]);
    const scores = graph.add('MatMul', [ofGroup(queries), ofGroup(keys)]);
    const masked = mask === undefined ? scores : graph.add('Add', [scores, mask]);
    return graph.add('MatMul', [graph.add('Softmax', [masked], { axis: -1 }), ofGroup(values)]);
  });
  const joined = attended.length === 1 ? attended[0]! : graph.add('Concat', attended, { axis: 1 });
  const byToken = graph.add('Transpose', [joined], { perm: [0, 2, 1, 3] });
  return graph.add('Reshape', [byToken, graph.ints([0, 0, hiddenSize])]);
}
