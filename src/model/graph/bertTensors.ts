import type { BertConfig } from './bertConfig';
import type { LinearRows } from './linearMaps';

/** The linear maps of a layer. Maps in one list share their input. */
export interface BertLayerMaps {
  readonly queryKeyValue: readonly LinearRows[];
  readonly attentionOutput: readonly LinearRows[];
  readonly intermediate: readonly LinearRows[];
  readonly output: readonly LinearRows[];
}

export const BERT_EMBEDDINGS = {
  word: 'bert.embeddings.word_embeddings',
  position: 'bert.embeddings.position_embeddings',
  type: 'bert.embeddings.token_type_embeddings',
} as const;
/** A model that has this map also scores paragraphs. */
export const PARAGRAPH = 'paragraph';
export const POOLER = 'bert.pooler.dense';

export function bertLayerMaps({ hiddenSize, intermediateSize }: BertConfig, layer: number): BertLayerMaps {
  const prefix = `bert.encoder.layer.${layer}`;
  const hidden = (name: string): LinearRows => map(`${prefix}.${name}`, hiddenSize, hiddenSize);
  return {
    queryKeyValue: ['query', 'key', 'value'].map((name) => hidden(`attention.self.${name}`)),
    attentionOutput: [hidden('attention.output.dense')],
    intermediate: [map(`${prefix}.intermediate.dense`, hiddenSize, intermediateSize)],
    output: [map(`${prefix}.output.dense`, intermediateSize, hiddenSize)],
  };
}

/** The linear maps after the last layer. */
export function bertHeadMaps({
  hiddenSize,
  labels,
}: BertConfig): Record<'pooler' | 'paragraph' | 'classifier', readonly LinearRows[]> {
  return {
    pooler: [map(POOLER, hiddenSize, hiddenSize)],
    paragraph: [map(PARAGRAPH, hiddenSize, 1)],
    classifier: [map('classifier', hiddenSize, labels)],
  };
}

/** Every tensor of a BERT token classifier with its shape, by its name in transformers. */
export function planBertTensors(config: BertConfig, scoresParagraphs: boolean): Map<string, readonly number[]> {
  const { vocabularySize, hiddenSize, maxTokens, types } = config;
  const plan = new Map<string, readonly number[]>();
  const linear = ({ name, rows, inputs }: LinearRows): void => {
    plan.set(`${name}.weight`, [rows, inputs]);
    plan.set(`${name}.bias`, [rows]);
  };
  const norm = (name: string): void => {
    plan.set(`${name}.weight`, [hiddenSize]);
    plan.set(`${name}.bias`, [hiddenSize]);
  };
  plan.set(`${BERT_EMBEDDINGS.word}.weight`, [vocabularySize, hiddenSize]);
  plan.set(`${BERT_EMBEDDINGS.position}.weight`, [maxTokens, hiddenSize]);
  plan.set(`${BERT_EMBEDDINGS.type}.weight`, [types, hiddenSize]);
  norm('bert.embeddings.LayerNorm');
  for (let layer = 0; layer < config.layers; layer++) {
    for (const maps of Object.values(bertLayerMaps(config, layer)) as (readonly LinearRows[])[]) maps.forEach(linear);
    norm(`bert.encoder.layer.${layer}.attention.output.LayerNorm`);
    norm(`bert.encoder.layer.${layer}.output.LayerNorm`);
  }
  const { pooler, paragraph, classifier } = bertHeadMaps(config);
  [...(scoresParagraphs ? [...pooler, ...paragraph] : []), ...classifier].forEach(linear);
  return plan;
}

function map(name: string, inputs: number, rows: number): LinearRows {
  return { name, inputs, firstRow: 0, rows, hasBias: true };
}
