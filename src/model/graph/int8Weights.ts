import { basename } from 'node:path';
import type { SafetensorsFile } from '../safetensors';
import { FloatWeights } from './floatWeights';
import type { LinearRows } from './linearMaps';
import type { OnnxGraph, Value } from './onnxGraph';
import { type GraphTarget, isPlain } from './target';
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

  /**
   * @param source a file written by `int8WeightsFile`; maps that it holds as floats are computed as floats
   * @param target plain operators multiply the same whole numbers as floats, so that the scores are those of 8 bits; sums of products up to 2^24 are exact
   */
  constructor(
    private readonly source: SafetensorsFile<'F32' | 'I8'>,
    private readonly target: GraphTarget,
  ) {
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
    const largest = largestOfTokens(graph, input.value);
    const steps = graph.add('Mul', [largest, step(graph)]);
    const multiply = isPlain(this.target)
      ? this.asFloats(graph, input.value, steps)
      : this.asIntegers(graph, input.value, steps);
    const scale = input.scale === undefined ? largest : graph.add('Mul', [largest, input.scale]);
    return maps.map((map) => {
      const product = { value: multiply(map), scale };
      if (!map.hasBias) return product;
      const bias = this.floats.rows(graph, `${map.name}.bias`, map.firstRow, map.rows);
      return { value: graph.add('Add', [unscaled(graph, product), bias]) };
    });
  }

  /** Multiplies tokens as 8-bit integers: a map's result in units of a token's largest number. */
  private asIntegers(graph: OnnxGraph, value: Value, steps: Value): (map: LinearRows) => Value {
    const byToken = graph.add('Reshape', [steps, graph.ints([-1])]);
    const zeros = graph.add('Expand', [zero(graph), graph.add('Shape', [byToken])]);
    const whole = graph.add('QuantizeLinear', [value, byToken, zeros], { axis: 0 });
    return (map) => {
      const { weights, scales } = quantisedNames(map);
      const operands = [whole, this.stored(graph, weights), step(graph), this.stored(graph, scales), zero(graph)];
      return graph.addMicrosoft('MatMulIntegerToFloat', operands);
    };
  }

  /** The same as `asIntegers` in float operators. onnxruntime makes the floats of the weights once, when it loads the graph. */
  private asFloats(graph: OnnxGraph, value: Value, steps: Value): (map: LinearRows) => Value {
    // Rounds halves to even, as QuantizeLinear does.
    const whole = graph.add('Round', [graph.add('Div', [value, steps])]);
    return (map) => {
      const { weights, scales } = quantisedNames(map);
      const sums = graph.add('MatMul', [whole, graph.add('Cast', [this.stored(graph, weights)], { to: 1 })]);
      return graph.add('Mul', [sums, graph.add('Mul', [this.stored(graph, scales), step(graph)])]);
    };
  }

  private stored(graph: OnnxGraph, name: string): Value {
    const { type, shape, offset, length } = this.source.tensors.get(name)!;
    return graph.stored(name, type === 'I8' ? 'int8' : 'float', shape, { file: this.file, offset, length });
  }
}

/** The largest number of each token, [tokens, 1]: integer 1 stands for `step` times as much. */
function largestOfTokens(graph: OnnxGraph, value: Value): Value {
  const extreme = (operator: string): Value => graph.add(operator, [value, graph.ints([-1])], { keepdims: 1 });
  const magnitude = graph.add('Max', [extreme('ReduceMax'), graph.add('Neg', [extreme('ReduceMin')])]);
  // Avoids a division by zero for a token of zeros.
  return graph.add('Max', [magnitude, graph.number(SMALLEST)]);
}

function step(graph: OnnxGraph): Value {
  return graph.number(1 / LARGEST);
}

function zero(graph: OnnxGraph): Value {
  return graph.constant('uint8', [], Uint8Array.of(ZERO_POINT));
}
