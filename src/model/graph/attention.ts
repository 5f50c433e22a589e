import type { LayerKind, ModernBertConfig } from './modernBertConfig';
import { type Blocks, firstOfEach, planBlocks } from './blocks';
import { type Attribute, float, type OnnxGraph, type Value } from './onnxGraph';
import { attend } from './operators';
import { attendPlainly } from './plainAttention';
import { type RopeTables, ropeTables } from './rope';
import { isPlain } from './target';
import { type Scaled, unscaled } from './weights';

/** The attention of all layers. The parts that layers share are added to the graph once. */
export interface Attention {
  /** Takes queries, keys and values, each [rows, hidden], and returns the result for each row, [rows, hidden]. */
  apply(kind: LayerKind, query: Scaled, key: Scaled, value: Scaled): Value;
}

/** Attention in one sequence, with onnxruntime's own operators. Rows are its tokens. */
export class SequenceAttention implements Attention {
  private readonly scale: Attribute;
  private readonly rope: Readonly<Record<LayerKind, RopeTables>>;
  private readonly blocks: Blocks;
  private readonly scaledTables = new Map<string, Value>();
  /** Number of tokens, [1]. */
  private readonly count: Value;
  private slices: Value | undefined;

  /**
   * @param tokens number of tokens, a scalar
   */
  constructor(
    private readonly graph: OnnxGraph,
    private readonly config: ModernBertConfig,
    private readonly tokens: Value,
  ) {
    this.scale = float((config.hiddenSize / config.heads) ** -0.5);
    this.rope = ropeTables(graph, config, tokens);
    this.blocks = planBlocks(graph, tokens, config.localReach);
    this.count = graph.add('Unsqueeze', [tokens, graph.ints([0])]);
  }

  apply(kind: LayerKind, query: Scaled, key: Scaled, value: Scaled): Value {
    const values = unscaled(this.graph, value);
    const turned = [this.turn(kind, query), this.turn(kind, key)] as const;
    return kind === 'global' ? this.global(...turned, values) : this.local(...turned, values);
  }

  /** Rotates [tokens, hidden] by position. onnxruntime rotates halves, as the reference does. */
  private turn(kind: LayerKind, { value, scale }: Scaled): Value {
    const { graph, rope } = this;
    // Rotation is linear, and the tables are much smaller than what they rotate. So the scale goes into the tables.
    const [cosines, sines] = [rope[kind].cosines, rope[kind].sines].map((table) =>
      scale === undefined ? table : this.scaledTable(table, scale),
    );
    const operands = [this.batch(value), graph.ints([0]), cosines!, sines!];
    return graph.add('Squeeze', [graph.addMicrosoft('RotaryEmbedding', operands), graph.ints([0])]);
  }

  /** Queries and keys of a layer share their scale, so each table is scaled once for both. */
  private scaledTable(table: Value, scale: Value): Value {
    const key = `${table} ${scale}`;
    const scaled = this.scaledTables.get(key) ?? this.graph.add('Mul', [table, scale]);
    this.scaledTables.set(key, scaled);
    return scaled;
  }

  private batch(value: Value): Value {
    return this.graph.add('Unsqueeze', [value, this.graph.ints([0])]);
  }

  /**
   * Where onnxruntime's own operator is fused, it never holds the scores of all pairs of tokens. Elsewhere it gets a slice of the queries
   * at a time.
   */
  private global(query: Value, key: Value, value: Value): Value {
    const { graph, config } = this;
    const [keys, values] = [key, value].map((part) => this.batch(part));
    if (isPlain(graph.target)) {
      const input = { query: this.batch(query), key: keys!, value: values! };
      return graph.add('Squeeze', [attendPlainly(graph, input, { ...config, atOnce: HEADS_AT_ONCE }), graph.ints([0])]);
    }
    const axis = graph.ints([0]);
    const attributes = { num_heads: config.heads, scale: this.scale };
    const ofSlice = (inner: OnnxGraph, queries: Value): Value => {
      const operands = [inner.add('Unsqueeze', [queries, axis]), keys!, values!];
      return inner.add('Squeeze', [inner.addMicrosoft('MultiHeadAttention', operands, attributes), axis]);
    };
    if (graph.target === 'native') return ofSlice(graph, query);
    this.slices ??= planSlices(graph, this.tokens);
    const slices = graph.add('Gather', [query, this.slices]);
    return this.firstRows(graph.scan(slices, [SLICE, config.hiddenSize], ofSlice));
  }

  /** Each block of queries is a sequence of its own. It meets the keys of its own and the neighbouring blocks; a mask limits the reach. */
  private local(query: Value, key: Value, value: Value): Value {
    const { graph, blocks, config } = this;
    const queries = graph.add('Gather', [query, blocks.queries]);
    const [keys, values] = [key, value].map((part) => graph.add('Gather', [part, blocks.keys]));
    return this.firstRows(attend(graph, [queries, keys!, values!], blocks.mask, config));
  }

  /** Removes the rows that only fill up the last block. */
  private firstRows(blocks: Value): Value {
    const { graph, config } = this;
    const rows = graph.add('Reshape', [blocks, graph.ints([-1, config.hiddenSize])]);
    return graph.add('Slice', [rows, graph.ints([0]), this.count, graph.ints([0])]);
  }
}

/** Queries that meet all keys at once when attention is not fused. Their scores take 100 MB at 8192 tokens and 12 heads. */
const SLICE = 256;

/** Heads whose scores of all pairs of tokens a GPU holds at once. They take 540 MB at 8192 tokens, and 25 MB for a long chunk of a paper. */
const HEADS_AT_ONCE = 2;

/** The tokens of each slice of queries, [slices, SLICE]. Indexes past the end are replaced by the last token. */
function planSlices(graph: OnnxGraph, tokens: Value): Value {
  const indexes = graph.add('Add', [firstOfEach(graph, tokens, SLICE), graph.ints([...Array(SLICE).keys()])]);
  return graph.add('Min', [indexes, graph.add('Sub', [tokens, graph.int(1)])]);
}
