import { sentence } from '../../core/text/sentence';
import { named } from './configReader';
import type { TensorEntry, TensorType } from '../safetensors';
import type { ModernBertConfig } from './modernBertConfig';
import { KnownError } from '../../core/errors/knownError';

/** Name of the token embeddings, without `.weight`. */
export const EMBEDDINGS = 'model.embeddings.tok_embeddings';

/**
 * Every tensor of a ModernBERT token classifier with its shape, by its name in transformers. The norms and projections of a layer are those
 * of the reference's `ModernBertEncoderLayer`. Layer 0 has no attention norm.
 */
export function planTensors(config: ModernBertConfig): Map<string, readonly number[]> {
  const { vocabularySize, hiddenSize, intermediateSize, labels, bias } = config;
  const plan = new Map<string, readonly number[]>();
  const linear = (name: string, outputs: number, inputs: number, hasBias: boolean): void => {
    plan.set(`${name}.weight`, [outputs, inputs]);
    if (hasBias) plan.set(`${name}.bias`, [outputs]);
  };
  const norm = (name: string): void => {
    plan.set(`${name}.weight`, [hiddenSize]);
    if (bias.norm) plan.set(`${name}.bias`, [hiddenSize]);
  };

  plan.set(`${EMBEDDINGS}.weight`, [vocabularySize, hiddenSize]);
  norm('model.embeddings.norm');
  for (const layer of config.layers.keys()) {
    const prefix = `model.layers.${layer}`;
    if (layer > 0) norm(`${prefix}.attn_norm`);
    linear(`${prefix}.attn.Wqkv`, 3 * hiddenSize, hiddenSize, bias.attention);
    linear(`${prefix}.attn.Wo`, hiddenSize, hiddenSize, bias.attention);
    norm(`${prefix}.mlp_norm`);
    linear(`${prefix}.mlp.Wi`, 2 * intermediateSize, hiddenSize, bias.mlp);
    linear(`${prefix}.mlp.Wo`, hiddenSize, intermediateSize, bias.mlp);
  }
  norm('model.final_norm');
  linear('head.dense', hiddenSize, hiddenSize, bias.head);
  norm('head.norm');
  linear('classifier', labels, hiddenSize, true);
  return plan;
}

/**
 * Compares the tensors of a file with those that the model needs.
 *
 * @param unused names that a file may also contain
 * @throws KnownError `badModel`, naming tensors that are missing, of another shape, or not part of the model
 */
export function checkTensors(
  plan: ReadonlyMap<string, readonly number[]>,
  tensors: ReadonlyMap<string, TensorEntry<TensorType>>,
  unused: readonly string[] = [],
): void {
  const missing = [...plan.keys()].filter((name) => !tensors.has(name));
  const extra = [...tensors.keys()].filter((name) => !plan.has(name) && !unused.includes(name));
  const misshapen = [...tensors.values()].flatMap(({ name, shape }) => {
    const wanted = plan.get(name);
    if (!wanted || wanted.join() === shape.join()) return [];
    return [`${name} (${shape.join(' x ')} instead of ${wanted.join(' x ')})`];
  });
  const parts = [
    ...(missing.length > 0 ? [`missing: ${named(missing)}`] : []),
    ...(misshapen.length > 0 ? [`of another shape: ${named(misshapen)}`] : []),
    ...(extra.length > 0 ? [`not part of such a model: ${named(extra)}`] : []),
  ];
  if (parts.length === 0) return;
  throw new KnownError(
    'badModel',
    sentence`The tensors of this model do not match its config.json (${parts.join('; ')}): get a new copy of the model, or choose another one.`,
    JSON.stringify({ missing, extra, misshapen }),
  );
}
