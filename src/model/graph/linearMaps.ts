import type { ModernBertConfig } from './modernBertConfig';

/** Some rows of a linear map `y = x W^T + b`. Its weight has the shape [outputs, inputs], as in PyTorch. */
export interface LinearRows {
  /** The map's name, without `.weight`. */
  readonly name: string;
  readonly inputs: number;
  readonly firstRow: number;
  readonly rows: number;
  readonly hasBias: boolean;
}

/** The linear maps of a layer. Maps in one list share their input. */
export interface LayerMaps {
  readonly queryKeyValue: readonly LinearRows[];
  readonly attentionOutput: readonly LinearRows[];
  /** The activated half and the gate. */
  readonly activatedAndGate: readonly LinearRows[];
  readonly mlpOutput: readonly LinearRows[];
}

/**
 * The linear maps of a layer. Wqkv and Wi each hold several maps, one after another. They are used separately, because splitting their
 * results would copy them.
 */
export function layerMaps(config: ModernBertConfig, layer: number): LayerMaps {
  const { hiddenSize, intermediateSize, bias } = config;
  const prefix = `model.layers.${layer}`;
  return {
    queryKeyValue: parts(`${prefix}.attn.Wqkv`, hiddenSize, hiddenSize, 3, bias.attention),
    attentionOutput: parts(`${prefix}.attn.Wo`, hiddenSize, hiddenSize, 1, bias.attention),
    activatedAndGate: parts(`${prefix}.mlp.Wi`, hiddenSize, intermediateSize, 2, bias.mlp),
    mlpOutput: parts(`${prefix}.mlp.Wo`, intermediateSize, hiddenSize, 1, bias.mlp),
  };
}

/** The linear maps after the last layer. */
export function headMaps(config: ModernBertConfig): Record<'dense' | 'classifier', readonly LinearRows[]> {
  const { hiddenSize, labels, bias } = config;
  return {
    dense: parts('head.dense', hiddenSize, hiddenSize, 1, bias.head),
    classifier: parts('classifier', hiddenSize, labels, 1, true),
  };
}

function parts(name: string, inputs: number, rows: number, count: number, hasBias: boolean): LinearRows[] {
  return Array.from({ length: count }, (_, part) => ({ name, inputs, firstRow: part * rows, rows, hasBias }));
}
