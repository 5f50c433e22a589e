import type { LayerKind, ModernBertConfig } from './modernBertConfig';
import type { OnnxGraph, Value } from './onnxGraph';

/** Cosines and sines by position, [tokens, half of the head size]. */
export interface RopeTables {
  readonly cosines: Value;
  readonly sines: Value;
}

/**
 * The tables of both kinds of layers.
 *
 * @param tokens number of tokens, a scalar
 */
export function ropeTables(
  graph: OnnxGraph,
  { hiddenSize, heads, ropeTheta }: ModernBertConfig,
  tokens: Value,
): Readonly<Record<LayerKind, RopeTables>> {
  const positions = graph.add('Cast', [graph.add('Range', [graph.int(0), tokens, graph.int(1)])], { to: 1 });
  const column = graph.add('Unsqueeze', [positions, graph.ints([1])]);
  const headSize = hiddenSize / heads;
  /** Angles are products of 32-bit floats, as in the reference. With thousands of tokens a difference would show. */
  const tables = (theta: number): RopeTables => {
    const frequencies = Float32Array.from({ length: headSize / 2 }, (_, index) => {
      const exponent = Math.fround((2 * index) / headSize);
      return 1 / Math.fround(Math.pow(theta, exponent));
    });
    const angles = graph.add('Mul', [column, graph.constant('float', [1, headSize / 2], frequencies)]);
    return { cosines: graph.add('Cos', [angles]), sines: graph.add('Sin', [angles]) };
  };
  return { global: tables(ropeTheta.global), local: tables(ropeTheta.local) };
}
