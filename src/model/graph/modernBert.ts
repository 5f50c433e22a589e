import { Attention } from './attention';
import type { LayerKind, ModernBertConfig } from './modernBertConfig';
import { INPUTS, OUTPUT, unscaled, type Weights } from './weights';
import { headMaps, layerMaps } from './linearMaps';
import { float, OnnxGraph, type Value } from './onnxGraph';
import type { GraphTarget } from './target';
import { EMBEDDINGS } from './tensorPlan';

/**
 * The graph of a ModernBERT token classifier as an ONNX file, which refers to weights in other files. Its input is the token ids of one
 * sequence, int64, [1, tokens].
 *
 * It reads one sequence at a time, without padding: on a CPU a batch gains nothing in onnxruntime, and padding costs as much as text.
 * Attention never holds the scores of all pairs of tokens and all heads at once: 8192 tokens would take gigabytes.
 */
export function buildModernBert(config: ModernBertConfig, weights: Weights, target: GraphTarget): Uint8Array {
  return new ModernBertGraph(config, weights, target).build();
}

class ModernBertGraph {
  private readonly graph = new OnnxGraph('modernbert-token-classification');

  constructor(
    private readonly config: ModernBertConfig,
    private readonly weights: Weights,
    private readonly target: GraphTarget,
  ) {}

  build(): Uint8Array {
    const { graph, config, weights } = this;
    const ids = graph.add('Reshape', [graph.input(INPUTS.ids, 'int64', [1, 'tokens']), graph.ints([-1])]);
    const attention = new Attention(graph, config, graph.add('Size', [ids]), this.target);

    let hidden = this.norm(weights.embed(graph, EMBEDDINGS, ids), 'model.embeddings.norm');
    for (const [layer, kind] of config.layers.entries()) hidden = this.layer(layer, kind, attention, hidden);
    hidden = this.norm(hidden, 'model.final_norm');
    const head = headMaps(config);
    const [dense] = weights.project(graph, { value: hidden }, head.dense);
    const classified = this.norm(graph.add('Gelu', [unscaled(graph, dense!)]), 'head.norm');
    const [classes] = weights.project(graph, { value: classified }, head.classifier);
    const logits = unscaled(graph, classes!);
    graph.output(graph.add('Unsqueeze', [logits, graph.ints([0])]), OUTPUT, 'float', [1, 'tokens', config.labels]);
    return graph.serialize();
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
    const product = graph.add('Mul', [graph.add('Gelu', [unscaled(graph, activated!)]), gate!.value]);
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
