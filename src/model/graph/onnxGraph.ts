import { type FileSlice, Message, type Piece } from './protobuf';
import type { GraphTarget } from './target';

/** Element types of a tensor, by the names of ONNX's TensorProto.DataType. */
export type ElementType = 'float' | 'uint8' | 'int8' | 'int32' | 'int64' | 'bool' | 'float16';

const TYPE_CODES: Readonly<Record<ElementType, number>> = {
  float: 1,
  uint8: 2,
  int8: 3,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
};

/** The name of a tensor in a graph. */
export type Value = string;

/** An attribute of an operator. Numbers are written as INT, those wrapped by `float` as FLOAT; a graph is the body of a loop. */
export type Attribute = number | readonly number[] | string | FloatAttribute | OnnxGraph;

interface FloatAttribute {
  readonly float: number;
}

/** The domain of onnxruntime's own operators. */
const MICROSOFT = 'com.microsoft';

/** The version of the file format, and those of the operator sets. */
interface Versions {
  readonly ir: number;
  readonly opsets: readonly (readonly [domain: string, version: number])[];
}

/** 23 is the first operator set with Attention. */
const LATEST: Versions = {
  ir: 11,
  opsets: [
    ['', 23],
    [MICROSOFT, 1],
  ],
};
/** From December 2022. */
const SERVED: Versions = { ir: 8, opsets: [['', 18]] };

/** Marks an attribute as a floating-point number. ONNX distinguishes 1 and 1.0, JavaScript does not. */
export function float(value: number): FloatAttribute {
  return { float: value };
}

/**
 * An ONNX graph under construction. Operators are appended in the order in which they run, and each call returns the name of its first
 * output. Field numbers are those of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto.
 */
export class OnnxGraph {
  private readonly nodes: Message[] = [];
  private readonly initializers: Message[] = [];
  private readonly inputs: Message[] = [];
  private readonly outputs: Message[] = [];
  private readonly constants = new Map<string, Value>();
  private lastValue = 0;

  /**
   * @param keepsWeights whether the file holds the bytes of stored tensors itself, instead of the places where they are
   * @param prefix for the names of its values; a graph inside another needs its own
   */
  constructor(
    private readonly name: string,
    readonly target: GraphTarget = 'native',
    private readonly keepsWeights = false,
    private readonly prefix = '',
  ) {}

  /** @param shape a string stands for a length that is known only when the graph runs */
  input(name: string, type: ElementType, shape: readonly (number | string)[]): Value {
    this.inputs.push(valueInfo(name, type, shape));
    return name;
  }

  output(value: Value, name: string, type: ElementType, shape: readonly (number | string)[]): void {
    this.append('Identity', [value], {}, '', [name]);
    this.outputs.push(valueInfo(name, type, shape));
  }

  /** Appends an ONNX operator with one output. An empty input name leaves out an optional input. */
  add(operator: string, inputs: readonly Value[], attributes: Readonly<Record<string, Attribute>> = {}): Value {
    return this.addMany(operator, inputs, 1, attributes)[0]!;
  }

  addMany(
    operator: string,
    inputs: readonly Value[],
    outputs: number,
    attributes: Readonly<Record<string, Attribute>> = {},
    domain = '',
  ): Value[] {
    const names = Array.from({ length: outputs }, () => `${this.prefix}v${++this.lastValue}`);
    this.append(operator, inputs, attributes, domain, names);
    return names;
  }

  /**
   * Appends a loop over the first dimension of a float tensor. The results of the body for all slices are stacked. The body may use values
   * of this graph.
   *
   * @param shape of a slice and of the body's result
   */
  scan(input: Value, shape: readonly number[], body: (inner: OnnxGraph, slice: Value) => Value): Value {
    const inner = new OnnxGraph('body', this.target, false, `b${++this.lastValue}.`);
    const slice = inner.input(`${inner.prefix}slice`, 'float', shape);
    inner.output(body(inner, slice), `${inner.prefix}result`, 'float', shape);
    return this.add('Scan', [input], { body: inner, num_scan_inputs: 1 });
  }

  /** Appends one of onnxruntime's own operators. */
  addMicrosoft(
    operator: string,
    inputs: readonly Value[],
    attributes: Readonly<Record<string, Attribute>> = {},
  ): Value {
    return this.addMany(operator, inputs, 1, attributes, MICROSOFT)[0]!;
  }

  /** A tensor stored in the graph itself. Equal small ones are stored once. */
  constant(type: ElementType, shape: readonly number[], data: ArrayBufferView): Value {
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    const key = bytes.length > 64 ? undefined : `${type} ${shape.join()} ${bytes.join()}`;
    const known = key === undefined ? undefined : this.constants.get(key);
    if (known !== undefined) return known;
    const name = `${this.prefix}c${this.initializers.length}`;
    this.initializers.push(tensor(name, type, shape).bytes(9, bytes));
    if (key !== undefined) this.constants.set(key, name);
    return name;
  }

  /** Integers: shapes, axes, indexes. */
  ints(values: readonly number[]): Value {
    return this.constant('int64', [values.length], BigInt64Array.from(values, BigInt));
  }

  /** One integer, a scalar. */
  int(value: number): Value {
    return this.constant('int64', [], BigInt64Array.of(BigInt(value)));
  }

  /** One floating-point number, a scalar. */
  number(value: number): Value {
    return this.constant('float', [], Float32Array.of(value));
  }

  /** A tensor whose bytes are in another file. */
  stored(name: string, type: ElementType, shape: readonly number[], slice: FileSlice): Value {
    const message = tensor(name, type, shape);
    if (this.keepsWeights) {
      this.initializers.push(message.bytes(9, slice));
      return name;
    }
    const entries = { location: slice.file, offset: String(slice.offset), length: String(slice.length) };
    for (const [key, value] of Object.entries(entries)) {
      message.message(13, new Message().string(1, key).string(2, value));
    }
    this.initializers.push(message.int(14, 1));
    return name;
  }

  /** The graph as an ONNX file in memory. For graphs that do not keep their weights. */
  serialize(): Uint8Array {
    return this.file().finish();
  }

  /** The graph as an ONNX file in pieces. */
  pieces(): readonly Piece[] {
    return this.file().pieces();
  }

  /** The graph as a part of a file or of an operator. */
  message(): Message {
    const graph = new Message();
    for (const node of this.nodes) graph.message(1, node);
    graph.string(2, this.name);
    for (const initializer of this.initializers) graph.message(5, initializer);
    for (const input of this.inputs) graph.message(11, input);
    for (const output of this.outputs) graph.message(12, output);
    return graph;
  }

  private file(): Message {
    const { ir, opsets } = this.target === 'served' ? SERVED : LATEST;
    const model = new Message().int(1, ir).string(2, 'evidence-lens').message(7, this.message());
    for (const [domain, version] of opsets) model.message(8, new Message().string(1, domain).int(2, version));
    return model;
  }

  private append(
    operator: string,
    inputs: readonly Value[],
    attributes: Readonly<Record<string, Attribute>>,
    domain: string,
    outputs: readonly Value[],
  ): void {
    const node = new Message();
    for (const input of inputs) node.string(1, input);
    for (const output of outputs) node.string(2, output);
    node.string(3, `${operator} ${outputs[0]!}`).string(4, operator);
    for (const [name, value] of Object.entries(attributes)) node.message(5, attribute(name, value));
    this.nodes.push(node.string(7, domain));
  }
}

function attribute(name: string, value: Attribute): Message {
  const message = new Message().string(1, name);
  if (typeof value === 'number') return message.int(3, value).int(20, 2);
  if (typeof value === 'string') return message.string(4, value).int(20, 3);
  if (value instanceof OnnxGraph) return message.message(6, value.message()).int(20, 5);
  if ('float' in value) return message.float(2, value.float).int(20, 1);
  for (const item of value) message.int(8, item);
  return message.int(20, 7);
}

function tensor(name: string, type: ElementType, shape: readonly number[]): Message {
  const message = new Message();
  for (const size of shape) message.int(1, size);
  return message.int(2, TYPE_CODES[type]).string(8, name);
}

function valueInfo(name: string, type: ElementType, shape: readonly (number | string)[]): Message {
  const dimensions = new Message();
  for (const size of shape) {
    const dimension = typeof size === 'number' ? new Message().int(1, size) : new Message().string(2, size);
    dimensions.message(1, dimension);
  }
  const tensorType = new Message().int(1, TYPE_CODES[type]).message(2, dimensions);
  return new Message().string(1, name).message(2, new Message().message(1, tensorType));
}
