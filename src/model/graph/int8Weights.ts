import { basename } from 'node:path';
import type { SafetensorsFile } from '../safetensors';
import { FloatWeights } from './floatWeights';
import type { LinearRows } from './linearMaps';
import type { OnnxGraph, Value } from './onnxGraph';
import { type Scaled, unscaled, type Weights } from './weights';

/** Tensor names of a quantised map. Parts of one map may be quantised separately. */
export function quantisedNames({ name, firstRow }: LinearRows): { weights: string; scales: string } {
  return { weights: `${name}.int8[${firstRow}]`, scales: `${name}.scales[${firstRow}]` };
}

/** Tensor names of quantised embeddings. */
export function quantisedEmbeddingNames(name: string): { weights: string; scales: string } {
  return { weights: `${name}.int8`, scales: `${name}.scales` };
}

/** Activations become integers from 1 to 255; this one stands for 0. */
const ZERO_POINT = 128;
const LARGEST = 127;
/** Smaller than any number that matters, but not subnormal. */
const SMALLEST = 1e-30;

/**
 * 8-bit weights, multiplied with 8-bit activations. Each token's activations have their own scale. One scale for all tokens, as in
 * DynamicQuantizeLinear, would leave little precision for most, since a few tokens have by far the largest numbers.
 */
export class Int8Weights implements Weights {
  private readonly file: string;
  private readonly floats: FloatWeights;

  /** @param source a file written by `int8WeightsFile`; maps that it holds as floats are computed as floats */
  constructor(private readonly source: SafetensorsFile<'F32' | 'I8'>) {
    this.file = basename(source.path);
    this.floats = new FloatWeights(source);
  }

  embed(graph: OnnxGraph, name: string, ids: Value): Value {
    const { weights, scales: scalesName } = quantisedEmbeddingNames(name);
    if (!this.source.tensors.has(weights)) return this.floats.embed(graph, name, ids);
    const rows = graph.add('Gather', [this.stored(graph, weights), ids]);
    const scales = graph.add('Gather', [this.stored(graph, scalesName), ids]);
    return graph.add('Mul', [graph.add('Cast', [rows], { to: 1 }), scales]);
  }

  vector(graph: OnnxGraph, name: string): Value {
    return this.floats.vector(graph, name);
  }

  project(graph: OnnxGraph, input: Scaled, maps: readonly LinearRows[]): Scaled[] {
    if (maps.some((map) => !this.source.tensors.has(quantisedNames(map).weights))) {
      return this.floats.project(graph, input, maps);
    }
    // The scale of the input does not change its integers.
    const { whole, largest } = quantiseTokens(graph, input.value);
    const scale = input.scale === undefined ? largest : graph.add('Mul', [largest, input.scale]);
    return maps.map((map) => {
      const { weights, scales } = quantisedNames(map);
      const operands = [whole, this.stored(graph, weights), step(graph), this.stored(graph, scales), zero(graph)];
      const product = { value: graph.addMicrosoft('MatMulIntegerToFloat', operands), scale };
      if (!map.hasBias) return product;
      const bias = this.floats.rows(graph, `${map.name}.bias`, map.firstRow, map.rows);
      return { value: graph.add('Add', [unscaled(graph, product), bias]) };
    });
  }

  /** A tensor of the file, by its name there. */
  stored(graph: OnnxGraph, name: string): Value {
    const { type, shape, offset, length } = this.source.tensors.get(name)!;
    return graph.stored(name, type === 'I8' ? 'int8' : 'float', shape, { file: this.file, offset, length });
  }
}

/** The integers of tokens, relative to each token's largest number: integer 1 stands for `step` times `largest`. */
function quantiseTokens(graph: OnnxGraph, value: Value): { whole: Value; largest: Value } {
  const extreme = (operator: string): Value => graph.add(operator, [value, graph.ints([-1])], { keepdims: 1 });
  const magnitude = graph.add('Max', [extreme('ReduceMax'), graph.add('Neg', [extreme('ReduceMin')])]);
  // Avoids a division by zero for a token of zeros.
  const largest = graph.add('Max', [magnitude, graph.number(SMALLEST)]);
  const steps = graph.add('Reshape', [graph.add('Mul', [largest, step(graph)]), graph.ints([-1])]);
  const zeros = graph.add('Expand', [zero(graph), graph.add('Shape', [steps])]);
  return { whole: graph.add('QuantizeLinear', [value, steps, zeros], { axis: 0 }), largest };
}

function step(graph: OnnxGraph): Value {
  return graph.number(1 / LARGEST);
}

function zero(graph: OnnxGraph): Value {
  return graph.constant('uint8', [], Uint8Array.of(ZERO_POINT));
}
