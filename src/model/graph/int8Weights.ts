import { basename } from 'node:path';
import type { SafetensorsFile } from '../safetensors';
import { FloatWeights } from './floatWeights';
import type { LinearRows } from './linearMaps';
import type { OnnxGraph, Value } from './onnxGraph';
import { type Scaled, unscaled, type Weights } from './weights';

/** The names of a quantised map's tensors. Rows of one map may be quantised apart. */
export function quantisedNames({ name, firstRow }: LinearRows): { weights: string; scales: string } {
  return { weights: `${name}.int8[${firstRow}]`, scales: `${name}.scales[${firstRow}]` };
}

/** The names of the tensors of quantised embeddings. */
export function quantisedEmbeddingNames(name: string): { weights: string; scales: string } {
  return { weights: `${name}.int8`, scales: `${name}.scales` };
}

/** Activations become whole numbers from 1 to 255, of which this one stands for 0. */
const ZERO_POINT = 128;
const LARGEST = 127;
/** Smaller than any number that matters, and no subnormal. */
const SMALLEST = 1e-30;

/**
 * Weights of 8 bits, multiplied with activations of 8 bits. Activations are scaled token by token: one scale for all tokens, as
 * DynamicQuantizeLinear has it, would leave little of most tokens, since few have by far the largest numbers.
 */
export class Int8Weights implements Weights {
  private readonly file: string;
  private readonly floats: FloatWeights;

  /** @param source a file that `int8WeightsFile` wrote; maps that it has as floats are computed as such */
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
    // A scale of the input makes no difference to its whole numbers.
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

  private stored(graph: OnnxGraph, name: string): Value {
    const { type, shape, offset, length } = this.source.tensors.get(name)!;
    return graph.stored(name, type === 'I8' ? 'int8' : 'float', shape, { file: this.file, offset, length });
  }
}

/** Whole numbers of tokens, each in parts of its own largest number: `step` of `largest` is 1. */
function quantiseTokens(graph: OnnxGraph, value: Value): { whole: Value; largest: Value } {
  const extreme = (operator: string): Value => graph.add(operator, [value, graph.ints([-1])], { keepdims: 1 });
  const magnitude = graph.add('Max', [extreme('ReduceMax'), graph.add('Neg', [extreme('ReduceMin')])]);
  // A token of zeros only would be divided by zero.
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
