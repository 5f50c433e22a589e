import type { LayerKind, ModernBertConfig } from './modernBertConfig';
import { attendPlainly } from './plainAttention';
import type { GraphTarget } from './target';
import { type Attribute, float, type OnnxGraph, type Value } from './onnxGraph';
import { type Scaled, unscaled } from './weights';

/** The attention of all layers. The parts that layers share are added to the graph once. */
export class Attention {
  private readonly headSize: number;
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
    private readonly target: GraphTarget,
  ) {
    this.headSize = config.hiddenSize / config.heads;
    this.scale = float(this.headSize ** -0.5);
    const positions = graph.add('Range', [graph.int(0), tokens, graph.int(1)]);
    this.rope = {
      global: this.ropeTables(positions, config.ropeTheta.global),
      local: this.ropeTables(positions, config.ropeTheta.local),
    };
    this.blocks = planBlocks(graph, tokens, config.localReach);
    this.count = graph.add('Unsqueeze', [tokens, graph.ints([0])]);
  }

  /** Takes queries, keys and values, each [tokens, hidden], and returns the result for each token, [tokens, hidden]. */
  apply(kind: LayerKind, query: Scaled, key: Scaled, value: Scaled): Value {
    const values = unscaled(this.graph, value);
    const turned = [this.turn(kind, query), this.turn(kind, key)] as const;
    return kind === 'global' ? this.global(...turned, values) : this.local(...turned, values);
  }

  /** Angles are products of 32-bit floats, as in the reference. With thousands of tokens a difference would show. */
  private ropeTables(positions: Value, theta: number): RopeTables {
    const { graph } = this;
    const half = this.headSize / 2;
    const frequencies = Float32Array.from({ length: half }, (_, index) => {
      const exponent = Math.fround((2 * index) / this.headSize);
      return 1 / Math.fround(Math.pow(theta, exponent));
    });
    const column = graph.add('Unsqueeze', [graph.add('Cast', [positions], { to: 1 }), graph.ints([1])]);
    const angles = graph.add('Mul', [column, graph.constant('float', [1, half], frequencies)]);
    return { cosines: graph.add('Cos', [angles]), sines: graph.add('Sin', [angles]) };
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
    if (this.target === 'gpu') {
      const input = { query: this.batch(query), key: keys!, value: values! };
      return graph.add('Squeeze', [attendPlainly(graph, input, { ...config, atOnce: HEADS_AT_ONCE }), graph.ints([0])]);
    }
    const axis = graph.ints([0]);
    const attributes = { num_heads: config.heads, scale: this.scale };
    const attend = (inner: OnnxGraph, queries: Value): Value => {
      const operands = [inner.add('Unsqueeze', [queries, axis]), keys!, values!];
      return inner.add('Squeeze', [inner.addMicrosoft('MultiHeadAttention', operands, attributes), axis]);
    };
    if (this.target === 'native') return attend(graph, query);
    this.slices ??= planSlices(graph, this.tokens);
    const slices = graph.add('Gather', [query, this.slices]);
    return this.firstRows(graph.scan(slices, [SLICE, config.hiddenSize], attend));
  }

  /** Each block of queries is a sequence of its own. It meets the keys of its own and the neighbouring blocks; a mask limits the reach. */
  private local(query: Value, key: Value, value: Value): Value {
    const { graph, blocks, config } = this;
    const queries = graph.add('Gather', [query, blocks.queries]);
    const [keys, values] = [key, value].map((part) => graph.add('Gather', [part, blocks.keys]));
    if (this.target === 'gpu') {
      const input = { query: queries, key: keys!, value: values!, mask: blocks.mask };
      return this.firstRows(attendPlainly(graph, input, config));
    }
    const attended = graph.add('Attention', [queries, keys!, values!, blocks.mask], {
      q_num_heads: config.heads,
      kv_num_heads: config.heads,
      scale: this.scale,
    });
    return this.firstRows(attended);
  }

  /** Removes the rows that only fill up the last block. */
  private firstRows(blocks: Value): Value {
    const { graph, config } = this;
    const rows = graph.add('Reshape', [blocks, graph.ints([-1, config.hiddenSize])]);
    return graph.add('Slice', [rows, graph.ints([0]), this.count, graph.ints([0])]);
  }
}

/** Cosines and sines by position, [tokens, half of the head size]. */
interface RopeTables {
  readonly cosines: Value;
  readonly sines: Value;
}

/** How local attention cuts the tokens into blocks. */
interface Blocks {
  /** The tokens of each block, [blocks, BLOCK]. Indexes past the end are replaced by the last token. */
  readonly queries: Value;
  /** The tokens that each block can see, [blocks, window]. Indexes outside the text are replaced by the first or last token. */
  readonly keys: Value;
  /** 0 where a query sees a key, MASKED elsewhere, [blocks, 1, BLOCK, window]. */
  readonly mask: Value;
}

/** Queries in one block. Smaller blocks waste fewer scores on masked keys, larger ones multiply faster. */
const BLOCK = 64;
/** So low that its exponential is 0 beside any score; finite, so that a row without keys gives no NaN. */
const MASKED = -1e9;

/** Queries that meet all keys at once when attention is not fused. Their scores take 100 MB at 8192 tokens and 12 heads. */
const SLICE = 256;

/** Heads whose scores of all pairs of tokens a GPU holds at once. They take 540 MB at 8192 tokens, and 25 MB for a long chunk of a paper. */
const HEADS_AT_ONCE = 2;

/** The tokens of each slice of queries, [slices, SLICE]. Indexes past the end are replaced by the last token. */
function planSlices(graph: OnnxGraph, tokens: Value): Value {
  const indexes = graph.add('Add', [firstOfEach(graph, tokens, SLICE), graph.ints([...Array(SLICE).keys()])]);
  return graph.add('Min', [indexes, graph.add('Sub', [tokens, graph.int(1)])]);
}

/** The first token of each block of `size` tokens, [blocks, 1]. */
function firstOfEach(graph: OnnxGraph, tokens: Value, size: number): Value {
  const starts = graph.add('Range', [graph.int(0), tokens, graph.int(size)]);
  return graph.add('Unsqueeze', [starts, graph.ints([1])]);
}

function planBlocks(graph: OnnxGraph, tokens: Value, reach: number): Blocks {
  const sides = Math.ceil(reach / BLOCK);
  const last = graph.add('Sub', [tokens, graph.int(1)]);
  const column = firstOfEach(graph, tokens, BLOCK);
  const at = (from: number, length: number): Value =>
    graph.add('Add', [column, graph.ints(Array.from({ length }, (_, index) => from + index))]);
  const within = (index: Value): Value => graph.add('Min', [graph.add('Max', [index, graph.int(0)]), last]);

  const queries = at(0, BLOCK);
  const keys = at(-sides * BLOCK, (2 * sides + 1) * BLOCK);
  const clipped = within(keys);
  const distance = graph.add('Abs', [
    graph.add('Sub', [
      graph.add('Unsqueeze', [queries, graph.ints([2])]),
      graph.add('Unsqueeze', [keys, graph.ints([1])]),
    ]),
  ]);
  const isNear = graph.add('LessOrEqual', [distance, graph.int(reach)]);
  const isToken = graph.add('Unsqueeze', [graph.add('Equal', [keys, clipped]), graph.ints([1])]);
  const sees = graph.add('And', [isNear, isToken]);
  return {
    queries: within(queries),
    keys: clipped,
    mask: graph.add('Unsqueeze', [graph.add('Where', [sees, graph.number(0), graph.number(MASKED)]), graph.ints([1])]),
  };
}
