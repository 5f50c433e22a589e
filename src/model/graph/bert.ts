import type { BertConfig } from './bertConfig';
import { BERT_EMBEDDINGS, bertHeadMaps, bertLayerMaps } from './bertTensors';
import type { LinearRows } from './linearMaps';
import { float, type OnnxGraph, type Value } from './onnxGraph';
import { attend, gelu, givenMask, MASKED } from './operators';
import { isPlain } from './target';
import { type GraphInput, INPUTS, OUTPUT, type ServedInput, unscaled, type Weights } from './weights';

/** The inputs, all int64: token ids and type ids, [sequences, tokens], and the number of tokens without padding, [sequences]. */
export const BERT_INPUTS: readonly GraphInput[] = ['ids', 'types', 'lengths'];

/** The inputs of a served graph, all int64, [sequences, tokens]: instead of lengths a mask, 1 for a token and 0 for padding. */
export const BERT_SERVED_INPUTS: readonly ServedInput[] = ['ids', 'types', 'mask'];

/**
 * Adds the operators of a BERT token classifier to a graph.
 *
 * Its texts are short, so several are read at once, with padding after the shorter ones. This makes multiplications large enough for all
 * threads.
 *
 * @param scoresParagraphs whether to add a score of the whole sequence to the label 1 logit of each of its tokens
 */
export function buildBert(graph: OnnxGraph, config: BertConfig, scoresParagraphs: boolean, weights: Weights): void {
  new BertGraph(graph, config, scoresParagraphs, weights).build();
}

class BertGraph {
  constructor(
    private readonly graph: OnnxGraph,
    private readonly config: BertConfig,
    private readonly scoresParagraphs: boolean,
    private readonly weights: Weights,
  ) {}

  build(): void {
    const { graph, config } = this;
    const ids = graph.input(INPUTS.ids, 'int64', ['sequences', 'tokens']);
    const types = graph.input(INPUTS.types, 'int64', ['sequences', 'tokens']);
    const shape = graph.add('Shape', [ids]);
    const tokens = graph.add('Gather', [shape, graph.ints([1])]);
    const positions = graph.add('Range', [graph.int(0), graph.add('Squeeze', [tokens, graph.ints([0])]), graph.int(1)]);
    /** [sequences, tokens, hidden] */
    const whole = graph.add('Concat', [shape, graph.ints([config.hiddenSize])], { axis: 0 });
    const mask = graph.target === 'served' ? givenMask(graph) : this.maskOfLengths(positions, tokens);

    let hidden = this.embeddings(ids, types, positions, whole);
    for (let layer = 0; layer < config.layers; layer++) hidden = this.layer(layer, hidden, whole, mask);
    const heads = bertHeadMaps(config);
    const ofTokens = graph.add('Concat', [shape, graph.ints([config.labels])], { axis: 0 });
    let logits = graph.add('Reshape', [this.project(hidden, heads.classifier)[0]!, ofTokens]);
    if (this.scoresParagraphs) {
      logits = graph.add('Add', [logits, this.paragraphs(graph.add('Reshape', [hidden, whole]))]);
    }
    graph.output(logits, OUTPUT, 'float', ['sequences', 'tokens', config.labels]);
  }

  /** [sequences * tokens, hidden] */
  private embeddings(ids: Value, types: Value, positions: Value, whole: Value): Value {
    const { graph, weights } = this;
    const words = graph.add('Reshape', [weights.embed(graph, BERT_EMBEDDINGS.word, this.flat(ids)), whole]);
    const placed = graph.add('Add', [words, weights.embed(graph, BERT_EMBEDDINGS.position, positions)]);
    const typed = weights.embed(graph, BERT_EMBEDDINGS.type, this.flat(types));
    return this.norm(graph.add('Add', [this.rows(placed), typed]), 'bert.embeddings.LayerNorm');
  }

  /** 0 for a token, MASKED for padding, [sequences, 1, tokens, tokens], or with one row for all queries in plain operators. */
  private maskOfLengths(positions: Value, tokens: Value): Value {
    const { graph } = this;
    const lengths = graph.input(INPUTS.lengths, 'int64', ['sequences']);
    const isToken = graph.add('Less', [positions, graph.add('Unsqueeze', [lengths, graph.ints([1])])]);
    const ofKeys = graph.add('Where', [isToken, graph.number(0), graph.number(MASKED)]);
    const ofHeads = graph.add('Unsqueeze', [ofKeys, graph.ints([1, 2])]);
    if (isPlain(graph.target)) return ofHeads;
    // The attention operator wants a row for each query, though all rows are equal.
    const shape = graph.add('Concat', [graph.ints([1, 1]), tokens, graph.ints([1])], { axis: 0 });
    return graph.add('Expand', [ofHeads, shape]);
  }

  private layer(layer: number, input: Value, whole: Value, mask: Value): Value {
    const { graph, config } = this;
    const prefix = `bert.encoder.layer.${layer}`;
    const maps = bertLayerMaps(config, layer);

    const parts = this.project(input, maps.queryKeyValue).map((part) => graph.add('Reshape', [part, whole]));
    const attended = attend(graph, [parts[0]!, parts[1]!, parts[2]!], mask, config);
    const [output] = this.project(this.rows(attended), maps.attentionOutput);
    const between = this.norm(graph.add('Add', [input, output!]), `${prefix}.attention.output.LayerNorm`);

    const [intermediate] = this.project(between, maps.intermediate);
    const [fed] = this.project(gelu(graph, intermediate!), maps.output);
    return this.norm(graph.add('Add', [between, fed!]), `${prefix}.output.LayerNorm`);
  }

  /** What the score of each sequence adds to the logits of its tokens, [sequences, 1, labels]. */
  private paragraphs(hidden: Value): Value {
    const { graph, config } = this;
    const maps = bertHeadMaps(config);
    const first = graph.add('Gather', [hidden, graph.int(0)], { axis: 1 });
    const [pooled] = this.project(first, maps.pooler);
    const [score] = this.project(graph.add('Tanh', [pooled!]), maps.paragraph);
    const evidence = Float32Array.from({ length: config.labels }, (_, label) => (label === 1 ? 1 : 0));
    const ofLabels = graph.add('Mul', [score!, graph.constant('float', [1, config.labels], evidence)]);
    return graph.add('Unsqueeze', [ofLabels, graph.ints([1])]);
  }

  private project(input: Value, maps: readonly LinearRows[]): Value[] {
    const { graph, weights } = this;
    return weights.project(graph, { value: input }, maps).map((part) => unscaled(graph, part));
  }

  private norm(input: Value, name: string): Value {
    const { graph, config, weights } = this;
    const operands = [input, weights.vector(graph, `${name}.weight`), weights.vector(graph, `${name}.bias`)];
    return graph.add('LayerNormalization', operands, { axis: -1, epsilon: float(config.normEpsilon) });
  }

  private flat(value: Value): Value {
    return this.graph.add('Reshape', [value, this.graph.ints([-1])]);
  }

  private rows(value: Value): Value {
    return this.graph.add('Reshape', [value, this.graph.ints([-1, this.config.hiddenSize])]);
  }
}
