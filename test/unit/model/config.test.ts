import { describe, expect, it } from 'vitest';
import { readModernBertConfig } from '../../../src/model/graph/modernBertConfig';
import { checkTensors, planTensors } from '../../../src/model/graph/tensorPlan';
import type { TensorEntry } from '../../../src/model/safetensors';

const shared = {
  architectures: ['ModernBertForTokenClassification'],
  model_type: 'modernbert',
  hidden_size: 768,
  intermediate_size: 1152,
  num_attention_heads: 12,
  num_hidden_layers: 4,
  vocab_size: 50368,
};
const oldStyle = { ...shared, global_attn_every_n_layers: 3, global_rope_theta: 160000.0, local_rope_theta: 10000.0 };
const newStyle = {
  ...shared,
  layer_types: ['full_attention', 'sliding_attention', 'sliding_attention', 'full_attention'],
  rope_parameters: {
    full_attention: { rope_theta: 160000.0, rope_type: 'default' },
    sliding_attention: { rope_theta: 10000.0, rope_type: 'default' },
  },
};

describe('config.json of ModernBERT', () => {
  it('both styles of a ModernBERT config are read alike', () => {
    const config = readModernBertConfig(oldStyle);
    expect(config).toEqual({
      vocabularySize: 50368,
      hiddenSize: 768,
      intermediateSize: 1152,
      heads: 12,
      layers: ['global', 'local', 'local', 'global'],
      localReach: 64,
      ropeTheta: { global: 160_000, local: 10_000 },
      normEpsilon: 1e-5,
      bias: { attention: false, mlp: false, norm: false, head: false },
      labels: 2,
      maxTokens: 8192,
    });
    expect(readModernBertConfig(newStyle)).toEqual(config);
  });

  it('values in a config override the defaults', () => {
    const config = readModernBertConfig({
      ...newStyle,
      layer_types: ['sliding_attention', 'full_attention', 'full_attention', 'sliding_attention'],
      rope_parameters: { full_attention: { rope_theta: 5 }, sliding_attention: { rope_theta: 7 } },
      local_attention: 11,
      norm_eps: 0.5,
      norm_bias: true,
      attention_bias: true,
      mlp_bias: true,
      classifier_bias: true,
      id2label: { 0: 'a', 1: 'b', 2: 'c' },
      max_position_embeddings: 100,
    });
    expect(config).toMatchObject({
      layers: ['local', 'global', 'global', 'local'],
      localReach: 5,
      ropeTheta: { global: 5, local: 7 },
      normEpsilon: 0.5,
      bias: { attention: true, mlp: true, norm: true, head: true },
      labels: 3,
      maxTokens: 100,
    });
  });

  it('a null local theta takes the global one, as in transformers 4', () => {
    const config = readModernBertConfig({ ...oldStyle, global_rope_theta: 99, local_rope_theta: null });
    expect(config.ropeTheta).toEqual({ global: 99, local: 99 });
  });

  it.each([[['AclVerbatimHighlighter']], [['VerbatimRagHighlighter']], [['ModernBertForMaskedLM']], [undefined], [7]])(
    'class names in a config are ignored: %j',
    (architectures) => {
      const file = { ...oldStyle, architectures, auto_map: { AutoConfig: 'x--y.Config' }, unknown: {} };
      expect(readModernBertConfig(file)).toEqual(readModernBertConfig(oldStyle));
    },
  );

  it.each([
    ['an empty file', {}, 'model_type is missing'],
    ['a list', [], 'model_type is missing'],
    ['another model', { ...oldStyle, model_type: 'bert' }, 'model_type is "bert"'],
    ['a missing size', { ...oldStyle, hidden_size: undefined }, 'hidden_size is missing'],
    ['a size of text', { ...oldStyle, vocab_size: '50368' }, 'vocab_size is "50368"'],
    ['a size beyond reason', { ...oldStyle, num_hidden_layers: 1e12 }, 'num_hidden_layers is 1000000000000'],
    ['layers beyond reason', { ...oldStyle, num_hidden_layers: 1_000_000 }, 'num_hidden_layers is 1000000 instead of'],
    ['a reach beyond reason', { ...oldStyle, local_attention: 1_000_000 }, 'local_attention is 1000000 instead of'],
    ['heads beyond reason', { ...oldStyle, num_attention_heads: 1_000_000 }, 'num_attention_heads is 1000000'],
    ['labels beyond reason', { ...oldStyle, num_labels: 1_000_000 }, 'num_labels is 1000000'],
    ['heads that do not divide', { ...oldStyle, num_attention_heads: 7 }, 'hidden_size is 768'],
    ['an odd head size', { ...oldStyle, hidden_size: 36 }, 'hidden_size is 36'],
    ['another activation', { ...oldStyle, hidden_activation: 'silu' }, 'hidden_activation is "silu"'],
    ['another kind of rope', { ...oldStyle, rope_scaling: { type: 'linear' } }, 'rope_scaling is {"type":"linear"}'],
    [
      'another kind of rope, new style',
      { ...newStyle, rope_parameters: { full_attention: { rope_type: 'yarn' } } },
      'rope_parameters.full_attention.rope_type is "yarn"',
    ],
    ['other layers', { ...newStyle, layer_types: ['full_attention'] }, 'layer_types is ["full_attention"]'],
    ['unknown layers', { ...newStyle, layer_types: ['a', 'b', 'c', 'd'] }, 'layer_types is ["a"'],
    ['one label', { ...oldStyle, id2label: { 0: 'a' } }, 'id2label is {"0":"a"}'],
  ])('a wrong config is refused, naming the problem: %s', (_what, file, message) => {
    expect(() => readModernBertConfig(file)).toThrowError(
      expect.objectContaining({ code: 'badModel', detail: expect.stringContaining(message) as string }) as Error,
    );
  });
});

describe('the tensors of ModernBERT', () => {
  const plan = planTensors(readModernBertConfig(oldStyle));
  const entries = (): Map<string, TensorEntry> =>
    new Map([...plan].map(([name, shape]) => [name, { name, shape, type: 'F32', offset: 0, length: 0 }]));

  it('the planned tensors are those of transformers', () => {
    expect(plan.size).toBe(2 + 4 * 6 - 1 + 1 + 2 + 2);
    expect(plan.has('model.layers.0.attn_norm.weight')).toBe(false);
    expect(plan.get('model.layers.3.attn.Wqkv.weight')).toEqual([2304, 768]);
    expect(plan.get('model.layers.3.mlp.Wi.weight')).toEqual([2304, 768]);
    expect(checkTensors(plan, entries())).toBeUndefined();
  });

  it('tensors that are missing, misshapen or extra are named', () => {
    const tensors = entries();
    tensors.delete('classifier.bias');
    tensors.set('head.dense.weight', { ...tensors.get('head.dense.weight')!, shape: [768, 700] });
    tensors.set('head.dense.bias', { ...tensors.get('head.dense.weight')!, name: 'head.dense.bias' });
    expect(() => checkTensors(plan, tensors)).toThrowError(
      /missing: classifier\.bias; of another shape: head\.dense\.weight \(768 x 700 instead of 768 x 768\); not part of such a model: head\.dense\.bias/,
    );
  });
});
