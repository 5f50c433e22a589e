import type { LinearRows } from './linearMaps';
import type { OnnxGraph, Value } from './onnxGraph';

/** How the numbers of a model enter its graph; one implementation for each precision. */
export interface Weights {
  /** The embeddings of token ids: [tokens] to [tokens, hidden]. */
  embed(graph: OnnxGraph, ids: Value): Value;
  /** A vector of numbers, such as the weight of a norm. */
  vector(graph: OnnxGraph, name: string): Value;
  /** Sends [tokens, inputs] through linear maps that share this input; each gives [tokens, rows]. */
  project(graph: OnnxGraph, input: Value, maps: readonly LinearRows[]): Value[];
}
