import { basename } from 'node:path';
import type { SafetensorsFile, TensorEntry } from '../safetensors';
import { BYTES_OF } from '../safetensors';
import type { OnnxGraph, Value } from './onnxGraph';
import type { LinearRows, Weights } from './weights';

/** Weights of 32-bit floats that are read from where they lie in a safetensors file: nothing is copied. */
export class FloatWeights implements Weights {
  private readonly file: string;

  /** @param source a file whose tensors are all F32 */
  constructor(private readonly source: SafetensorsFile) {
    this.file = basename(source.path);
  }

  embed(graph: OnnxGraph, ids: Value): Value {
    const { name, shape } = this.entry('model.embeddings.tok_embeddings.weight');
    return graph.add('Gather', [this.rows(graph, name, 0, shape[0]!), ids]);
  }

  vector(graph: OnnxGraph, name: string): Value {
    return this.rows(graph, name, 0, this.entry(name).shape[0]!);
  }

  project(graph: OnnxGraph, input: Value, maps: readonly LinearRows[]): Value[] {
    return maps.map(({ name, firstRow, rows, hasBias }) => {
      const operands = [input, this.rows(graph, `${name}.weight`, firstRow, rows)];
      if (hasBias) operands.push(this.rows(graph, `${name}.bias`, firstRow, rows));
      return graph.add('Gemm', operands, { transB: 1 });
    });
  }

  /** Rows lie one after the other, so that a range of them is a range of the file. */
  private rows(graph: OnnxGraph, name: string, first: number, count: number): Value {
    const { shape, offset } = this.entry(name);
    const rest = shape.slice(1);
    const rowBytes = rest.reduce((product, size) => product * size, BYTES_OF.F32);
    const slice = { file: this.file, offset: offset + first * rowBytes, length: count * rowBytes };
    return graph.stored(`${name}[${first}:${first + count}]`, 'float', [count, ...rest], slice);
  }

  private entry(name: string): TensorEntry {
    return this.source.tensors.get(name)!;
  }
}
