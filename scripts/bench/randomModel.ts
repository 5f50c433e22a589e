import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readModernBertConfig } from '../../src/model/graph/modernBertConfig';
import { planTensors } from '../../src/model/graph/tensorPlan';
import { writeSafetensors } from '../../src/model/safetensorsWriter';
import { RandomNumbers } from './randomNumbers';

/** The sizes of KRLabsOrg/acl-verbatim-modernbert: ModernBERT base, 149.6 million parameters, 598 MB. */
export const BASE_CONFIG = {
  architectures: ['ModernBertForTokenClassification'],
  model_type: 'modernbert',
  hidden_activation: 'gelu',
  hidden_size: 768,
  id2label: { 0: 'OUTSIDE', 1: 'EVIDENCE' },
  intermediate_size: 1152,
  local_attention: 128,
  max_position_embeddings: 8192,
  norm_eps: 1e-5,
  num_attention_heads: 12,
  num_hidden_layers: 22,
  vocab_size: 50368,
  global_attn_every_n_layers: 3,
  global_rope_theta: 160000.0,
  local_rope_theta: 10000.0,
  bos_token_id: 1,
  cls_token_id: 1,
  eos_token_id: 2,
  sep_token_id: 2,
  pad_token_id: 0,
};

/** Number of elements made at once. */
const PIECE = 1 << 18;

/**
 * Makes a model with random weights in a folder. The weights are scaled so that every part of the graph matters. The same seed gives the
 * same file.
 *
 * @param tokenizer the tokenizer.json for the model
 */
export async function makeRandomModel(
  folder: string,
  tokenizer: string,
  seed: number,
  config = BASE_CONFIG,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'config.json'), JSON.stringify(config, undefined, 2));
  await copyFile(tokenizer, join(folder, 'tokenizer.json'));
  const random = new RandomNumbers(seed);
  const tensors = [...planTensors(readModernBertConfig(config))].map(([name, shape]) => {
    const count = shape.reduce((product, size) => product * size, 1);
    return { name, type: 'F32', shape, length: 4 * count, data: () => pieces(random, count, spreadOf(name, shape)) };
  });
  await writeSafetensors(join(folder, 'model.safetensors'), tensors);
}

/** Mean and deviation of a tensor's numbers. */
interface Spread {
  readonly mean: number;
  readonly deviation: number;
}

function spreadOf(name: string, shape: readonly number[]): Spread {
  if (name.includes('norm.')) return { mean: 1, deviation: 0.2 };
  if (name.endsWith('.bias')) return { mean: 0, deviation: 0.1 };
  if (name.includes('embeddings')) return { mean: 0, deviation: 1 };
  return { mean: 0, deviation: shape[1]! ** -0.5 };
}

function* pieces(random: RandomNumbers, count: number, { mean, deviation }: Spread): Generator<Uint8Array> {
  for (let at = 0; at < count; at += PIECE) {
    const numbers = new Float32Array(Math.min(PIECE, count - at));
    for (let index = 0; index < numbers.length; index++) numbers[index] = mean + deviation * random.next();
    yield new Uint8Array(numbers.buffer);
  }
}
