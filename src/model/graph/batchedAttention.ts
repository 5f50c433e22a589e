import type { Attention } from './attention';
import { BLOCK, type Blocks, planBlocks } from './blocks';
import type { LayerKind, ModernBertConfig } from './modernBertConfig';
import type { OnnxGraph, Value } from './onnxGraph';
import { attend, givenMask } from './operators';
import { type RopeTables, ropeTables } from './rope';
import { type Scaled, unscaled } from './weights';

/**
 * Attention in several sequences at once, with padding and with operators that every runtime has. Rows are the tokens of all sequences, one
 * sequence after the other.
 */
export class BatchedAttention implements Attention {
  private readonly rope: Readonly<Record<LayerKind, RopeTables>>;
  private readonly blocks: Blocks;
  /** Number of tokens of each sequence, with padding, [1]. */
  private readonly count: Value;
  /** Added to the scores in global layers, [sequences, 1, 1, tokens]. */
  private readonly ofTokens: Value;
  /** Added to the scores in local layers, [sequences * blocks, 1, BLOCK, window]. */
  private readonly ofBlocks: Value;
  /** [sequences, tokens, hidden] */
  private readonly whole: Value;

  /**
   * @param shape of the token ids, [2]
   * @param tokens number of tokens of each sequence, with padding, a scalar
   */
  constructor(
    private readonly graph: OnnxGraph,
    private readonly config: ModernBertConfig,
    shape: Value,
    tokens: Value,
  ) {
    this.rope = ropeTables(graph, config, tokens);
    this.blocks = planBlocks(graph, tokens, config.localReach);
    this.count = graph.add('Unsqueeze', [tokens, graph.ints([0])]);
    this.whole = graph.add('Concat', [shape, graph.ints([config.hiddenSize])], { axis: 0 });
    this.ofTokens = givenMask(graph);
    const seen = graph.add('Gather', [this.ofTokens, this.blocks.keys], { axis: 3 });
    const ofKeys = graph.add('Transpose', [graph.add('Squeeze', [seen, graph.ints([1])])], { perm: [0, 2, 1, 3] });
    const masks = graph.add('Min', [graph.add('Unsqueeze', [ofKeys, graph.ints([2])]), this.blocks.mask]);
    this.ofBlocks = graph.add('Reshape', [masks, graph.ints([-1, 1, BLOCK, this.blocks.window])]);
  }

  apply(kind: LayerKind, query: Scaled, key: Scaled, value: Scaled): Value {
    const { graph, config } = this;
    const parts = [this.turn(kind, query), this.turn(kind, key), this.ofSequences(value)] as const;
    const attended = kind === 'global' ? attend(graph, parts, this.ofTokens, config) : this.local(...parts);
    return graph.add('Reshape', [attended, graph.ints([-1, config.hiddenSize])]);
  }

  /** Rotates the halves of each head by position; returns [sequences, tokens, hidden]. */
  private turn(kind: LayerKind, part: Scaled): Value {
    const { graph, config, rope } = this;
    const half = config.hiddenSize / config.heads / 2;
    const heads = graph.add('Reshape', [this.ofSequences(part), graph.ints([0, 0, config.heads, 2 * half])]);
    const slice = (from: number, to: number): Value =>
      graph.add('Slice', [heads, graph.ints([from]), graph.ints([to]), graph.ints([3])]);
    const [first, second] = [slice(0, half), slice(half, 2 * half)];
    // The same for all heads: [tokens, 1, half].
    const [cosines, sines] = [rope[kind].cosines, rope[kind].sines].map((table) =>
      graph.add('Unsqueeze', [table, graph.ints([1])]),
    );
    const product = (part_: Value, table: Value): Value => graph.add('Mul', [part_, table]);
    const turned = [
      graph.add('Sub', [product(first, cosines!), product(second, sines!)]),
      graph.add('Add', [product(second, cosines!), product(first, sines!)]),
    ];
    return graph.add('Reshape', [graph.add('Concat', turned, { axis: 3 }), this.whole]);
  }

  /** Each block of queries is a sequence of its own, as in `SequenceAttention`. */
  private local(query: Value, key: Value, value: Value): Value {
    const { graph, blocks, config } = this;
    const cut = (part: Value, indexes: Value, length: number): Value =>
      graph.add('Reshape', [
        graph.add('Gather', [part, indexes], { axis: 1 }),
        graph.ints([-1, length, config.hiddenSize]),
      ]);
    const parts = [
      cut(query, blocks.queries, BLOCK),
      cut(key, blocks.keys, blocks.window),
      cut(value, blocks.keys, blocks.window),
    ] as const;
    const attended = attend(graph, parts, this.ofBlocks, config);
    // [sequences, blocks * BLOCK, hidden]; the rows that only fill up the last block are removed.
    const sequences = graph.add('Slice', [this.whole, graph.ints([0]), graph.ints([1]), graph.ints([0])]);
    const shape = graph.add('Concat', [sequences, graph.ints([-1, config.hiddenSize])], { axis: 0 });
    const rows = graph.add('Reshape', [attended, shape]);
    return graph.add('Slice', [rows, graph.ints([0]), this.count, graph.ints([1])]);
  }

  private ofSequences(part: Scaled): Value {
    return this.graph.add('Reshape', [unscaled(this.graph, part), this.whole]);
  }
}
