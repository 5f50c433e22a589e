import { type Attention, SequenceAttention } from './attention';
import { BatchedAttention } from './batchedAttention';
import type { LayerKind, ModernBertConfig } from './modernBertConfig';
import { type GraphInput, INPUTS, OUTPUT, type ServedInput, unscaled, type Weights } from './weights';
import { headMaps, layerMaps } from './linearMaps';
import { float, type OnnxGraph, type Value } from './onnxGraph';
import { gelu } from './operators';
import { EMBEDDINGS } from './tensorPlan';

/** The inputs of the graph for this program, int64, [1, tokens]. */
export const MODERN_BERT_INPUTS: readonly GraphInput[] = ['ids'];

/** The inputs of a served graph, int64, [sequences, tokens]; the mask is 1 for a token and 0 for padding. */
export const MODERN_BERT_SERVED_INPUTS: readonly ServedInput[] = ['ids', 'mask'];

/**
 * Adds the operators of a ModernBERT token classifier to a graph.
 *
 * For this program, it reads one sequence at a time, without padding: on a CPU a batch gains nothing in onnxruntime, and padding costs as
 * much as text. Attention then never holds the scores of all pairs of tokens and all heads at once: 8192 tokens would take gigabytes. On a
 * server it reads several, since a GPU does gain.
 */
export function buildModernBert(graph: OnnxGraph, config: ModernBertConfig, weights: Weights): void {
  new ModernBertGraph(graph, config, weights).build();
}

class ModernBertGraph {
  constructor(
    private readonly graph: OnnxGraph,
    private readonly config: ModernBertConfig,
    private readonly weights: Weights,
  ) {}

  build(): void {
    const { graph, config, weights } = this;
    const isServed = graph.target === 'served';
    const shape = [isServed ? 'sequences' : 1, 'tokens'];
    const input = graph.input(INPUTS.ids, 'int64', shape);
    const ids = graph.add('Reshape', [input, graph.ints([-1])]);
    const sizes = graph.add('Shape', [input]);
    const tokens = graph.add('Gather', [sizes, graph.int(1)]);
    const attention: Attention = isServed
      ? new BatchedAttention(graph, config, sizes, tokens)
      : new SequenceAttention(graph, config, tokens);

    let hidden = this.norm(weights.embed(graph, EMBEDDINGS, ids), 'model.embeddings.norm');
    for (const [layer, kind] of config.layers.entries()) hidden = this.layer(layer, kind, attention, hidden);
    hidden = this.norm(hidden, 'model.final_norm');
    const head = headMaps(config);
    const [dense] = weights.project(graph, { value: hidden }, head.dense);
    const classified = this.norm(gelu(graph, unscaled(graph, dense!)), 'head.norm');
    const [classes] = weights.project(graph, { value: classified }, head.classifier);
    const ofTokens = graph.add('Concat', [sizes, graph.ints([config.labels])], { axis: 0 });
    const logits = graph.add('Reshape', [unscaled(graph, classes!), ofTokens]);
    graph.output(logits, OUTPUT, 'float', [...shape, config.labels]);
  }

  private layer(layer: number, kind: LayerKind, attention: Attention, input: Value): Value {
    const { graph, config, weights } = this;
    const prefix = `model.layers.${layer}`;
    const maps = layerMaps(config, layer);

    // Layer 0 has no attention norm: the embeddings are already normalised.
    const normed = layer === 0 ? input : this.norm(input, `${prefix}.attn_norm`);
    const [query, key, value] = weights.project(graph, { value: normed }, maps.queryKeyValue);
    const attended = attention.apply(kind, query!, key!, value!);
    const [output] = weights.project(graph, { value: attended }, maps.attentionOutput);
    const between = graph.add('Add', [input, unscaled(graph, output!)]);

    const fedIn = { value: this.norm(between, `${prefix}.mlp_norm`) };
    const [activated, gate] = weights.project(graph, fedIn, maps.activatedAndGate);
    const product = graph.add('Mul', [gelu(graph, unscaled(graph, activated!)), gate!.value]);
    const [fed] = weights.project(graph, { ...gate!, value: product }, maps.mlpOutput);
    return graph.add('Add', [between, unscaled(graph, fed!)]);
  }

  private norm(input: Value, name: string): Value {
    const { graph, config, weights } = this;
    const operands = [input, weights.vector(graph, `${name}.weight`)];
    if (config.bias.norm) operands.push(weights.vector(graph, `${name}.bias`));
    return graph.add('LayerNormalization', operands, { axis: -1, epsilon: float(config.normEpsilon) });
  }
}
