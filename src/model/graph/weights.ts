import type { LinearRows } from './linearMaps';
import type { OnnxGraph, Value } from './onnxGraph';

/**
 * Numbers of tokens, [tokens, size]: `value`, times `scale` ([tokens, 1]) where there is one. Many users of such numbers can take the scale
 * along for less than it costs to multiply all of them.
 */
export interface Scaled {
  readonly value: Value;
  readonly scale?: Value;
}

/** The numbers themselves. */
export function unscaled(graph: OnnxGraph, { value, scale }: Scaled): Value {
  return scale === undefined ? value : graph.add('Mul', [value, scale]);
}

/** How the numbers of a model enter its graph; one implementation for each precision. */
export interface Weights {
  /** Rows of embeddings: [tokens] to [tokens, hidden]. `name` is without `.weight`. */
  embed(graph: OnnxGraph, name: string, ids: Value): Value;
  /** A vector of numbers, such as the weight of a norm. */
  vector(graph: OnnxGraph, name: string): Value;
  /** Sends [tokens, inputs] through linear maps that share this input; each gives [tokens, rows]. */
  project(graph: OnnxGraph, input: Scaled, maps: readonly LinearRows[]): Scaled[];
}
