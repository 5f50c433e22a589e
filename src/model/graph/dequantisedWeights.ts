import type { SafetensorsFile } from '../safetensors';
import { FloatWeights } from './floatWeights';
import { Int8Weights, quantisedNames } from './int8Weights';
import type { LinearRows } from './linearMaps';
import type { OnnxGraph, Value } from './onnxGraph';
import { type Scaled, unscaled, type Weights } from './weights';

/**
 * 8-bit weights as floats, multiplied with floats, for devices without 8-bit operators. onnxruntime makes the floats once, when it loads the
 * graph. Activations are not rounded, so scores are not exactly those of `Int8Weights`.
 */
export class DequantisedWeights implements Weights {
  private readonly whole: Int8Weights;
  private readonly floats: FloatWeights;

  /** @param source a file written by `int8WeightsFile`; maps that it holds as floats are computed as floats */
  constructor(private readonly source: SafetensorsFile<'F32' | 'I8'>) {
    this.whole = new Int8Weights(source);
    this.floats = new FloatWeights(source);
  }

  embed(graph: OnnxGraph, name: string, ids: Value): Value {
    return this.whole.embed(graph, name, ids);
  }

  vector(graph: OnnxGraph, name: string): Value {
    return this.floats.vector(graph, name);
  }

  project(graph: OnnxGraph, input: Scaled, maps: readonly LinearRows[]): Scaled[] {
    if (maps.some((map) => !this.source.tensors.has(quantisedNames(map).weights))) {
      return this.floats.project(graph, input, maps);
    }
    const numbers = unscaled(graph, input);
    return maps.map((map) => {
      const { weights, scales } = quantisedNames(map);
      const [integers, steps] = [weights, scales].map((name) => this.whole.stored(graph, name));
      const floats = graph.add('Mul', [graph.add('Cast', [integers!], { to: 1 }), steps!]);
      const product = graph.add('MatMul', [numbers, floats]);
      if (!map.hasBias) return { value: product };
      const bias = this.floats.rows(graph, `${map.name}.bias`, map.firstRow, map.rows);
      return { value: graph.add('Add', [product, bias]) };
    });
  }
}
