import type { LinearRows } from './linearMaps';
import type { OnnxGraph, Value } from './onnxGraph';

/**
 * Numbers of tokens, [tokens, size]: `value`, times `scale` ([tokens, 1]) if there is one. Many operations can apply the scale more cheaply
 * than by multiplying all numbers with it.
 */
export interface Scaled {
  readonly value: Value;
  readonly scale?: Value;
}

/** The numbers with their scale applied. */
export function unscaled(graph: OnnxGraph, { value, scale }: Scaled): Value {
  return scale === undefined ? value : graph.add('Mul', [value, scale]);
}

/** Adds a model's weights to its graph. One implementation for each precision. */
export interface Weights {
  /** Rows of embeddings: [tokens] to [tokens, hidden]. `name` is without `.weight`. */
  embed(graph: OnnxGraph, name: string, ids: Value): Value;
  /** A vector, such as the weight of a norm. */
  vector(graph: OnnxGraph, name: string): Value;
  /** Applies linear maps to their shared input, [tokens, inputs]; each returns [tokens, rows]. */
  project(graph: OnnxGraph, input: Scaled, maps: readonly LinearRows[]): Scaled[];
}

/** Names of the graph's inputs. Those of a graph for any runtime are the names that transformers uses. */
export const INPUTS = {
  ids: 'input_ids',
  types: 'token_type_ids',
  lengths: 'lengths',
  mask: 'attention_mask',
} as const;

/** An input of a graph for this program. */
export type GraphInput = 'ids' | 'types' | 'lengths';

/** An input of a graph for any runtime. */
export type ServedInput = 'ids' | 'types' | 'mask';

/** Name of the graph's output: float, [sequences, tokens, labels]. */
export const OUTPUT = 'logits';
