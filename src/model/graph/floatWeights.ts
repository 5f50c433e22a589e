import { basename } from 'node:path';
import type { SafetensorsFile, TensorEntry, TensorType } from '../safetensors';
import { rowsOf } from '../safetensors';
import type { OnnxGraph, Value } from './onnxGraph';
import type { LinearRows } from './linearMaps';
import { type Scaled, unscaled, type Weights } from './weights';

/** 32-bit float weights that onnxruntime reads from their places in a safetensors file. Nothing is copied. */
export class FloatWeights implements Weights {
  private readonly file: string;

  /** @param source a file in which all tensors that are used are F32 */
  constructor(private readonly source: SafetensorsFile<TensorType>) {
    this.file = basename(source.path);
  }

  embed(graph: OnnxGraph, name: string, ids: Value): Value {
    return graph.add('Gather', [this.vector(graph, `${name}.weight`), ids]);
  }

  vector(graph: OnnxGraph, name: string): Value {
    return this.rows(graph, name, 0, this.entry(name).shape[0]!);
  }

  project(graph: OnnxGraph, input: Scaled, maps: readonly LinearRows[]): Scaled[] {
    const numbers = unscaled(graph, input);
    return maps.map(({ name, firstRow, rows, hasBias }) => {
      const operands = [numbers, this.rows(graph, `${name}.weight`, firstRow, rows)];
      if (hasBias) operands.push(this.rows(graph, `${name}.bias`, firstRow, rows));
      return { value: graph.add('Gemm', operands, { transB: 1 }) };
    });
  }

  rows(graph: OnnxGraph, name: string, first: number, count: number): Value {
    const { shape, offset, length } = rowsOf(this.entry(name), first, count);
    return graph.stored(`${name}[${first}:${first + count}]`, 'float', shape, { file: this.file, offset, length });
  }

  private entry(name: string): TensorEntry<TensorType> {
    return this.source.tensors.get(name)!;
  }
}
