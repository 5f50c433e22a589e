import { ConfigReader, isPositive } from './configReader';
import { isFields } from '../../core/storage/schemas';

/** Whether the tokens of a layer see the whole text or only their neighbours. */
export type LayerKind = 'global' | 'local';

/** The sizes of a ModernBERT token classifier. */
export interface ModernBertConfig {
  readonly vocabularySize: number;
  readonly hiddenSize: number;
  /** Width of the feed-forward part after its gate. */
  readonly intermediateSize: number;
  readonly heads: number;
  readonly layers: readonly LayerKind[];
  /** In local layers, a token sees tokens at most this far away. */
  readonly localReach: number;
  readonly ropeTheta: Readonly<Record<LayerKind, number>>;
  readonly normEpsilon: number;
  /** Which parts have biases. The classifier always has one. */
  readonly bias: { readonly attention: boolean; readonly mlp: boolean; readonly norm: boolean; readonly head: boolean };
  readonly labels: number;
  /** Most tokens in one sequence. */
  readonly maxTokens: number;
}

const LAYER_KINDS: Readonly<Record<string, LayerKind>> = { full_attention: 'global', sliding_attention: 'local' };
/** Defaults of the reference's `ModernBertConfig` for missing values. */
const DEFAULTS = {
  maxTokens: 8192,
  globalEvery: 3,
  localAttention: 128,
  globalTheta: 160_000,
  localTheta: 10_000,
  normEpsilon: 1e-5,
} as const;

/**
 * Reads `config.json` of a ModernBERT token classifier, in the style of transformers 4 (`global_attn_every_n_layers`, `global_rope_theta`,
 * `local_rope_theta`) or 5 (`layer_types`, `rope_parameters`). Class names in the file (`architectures`, `auto_map`) are ignored: the
 * tensors tell whether the model is a token classifier.
 *
 * @throws KnownError `badModel`, naming everything that is missing or not supported
 */
export function readModernBertConfig(file: unknown): ModernBertConfig {
  return new ModernBertReader(file).read();
}

class ModernBertReader extends ConfigReader {
  read(): ModernBertConfig {
    this.expect('model_type', this.json['model_type'] === 'modernbert', 'modernbert');
    const { rope_scaling: scaling } = this.json;
    for (const name of ['hidden_activation', 'classifier_activation']) {
      const activation = this.json[name];
      this.expect(name, activation === undefined || activation === 'gelu', 'gelu');
    }
    this.expect('rope_scaling', scaling === undefined || scaling === null, 'null');

    const hiddenSize = this.count('hidden_size');
    const heads = this.count('num_attention_heads');
    const headSize = hiddenSize / heads;
    this.expect('hidden_size', Number.isInteger(headSize / 2), 'an even multiple of num_attention_heads');
    const headDim = this.json['head_dim'];
    this.expect('head_dim', headDim === undefined || headDim === null || headDim === headSize, String(headSize));
    const config: ModernBertConfig = {
      vocabularySize: this.count('vocab_size'),
      hiddenSize,
      intermediateSize: this.count('intermediate_size'),
      heads,
      layers: this.layers(),
      localReach: Math.floor(this.count('local_attention', DEFAULTS.localAttention) / 2),
      ropeTheta: this.ropeTheta(),
      normEpsilon: this.positive('norm_eps', DEFAULTS.normEpsilon),
      bias: {
        attention: this.flag('attention_bias'),
        mlp: this.flag('mlp_bias'),
        norm: this.flag('norm_bias'),
        head: this.flag('classifier_bias'),
      },
      labels: this.labels(),
      maxTokens: this.count('max_position_embeddings', DEFAULTS.maxTokens),
    };
    this.demandSound('ModernBERT');
    return config;
  }

  private layers(): LayerKind[] {
    const types = this.json['layer_types'];
    const depth = this.count('num_hidden_layers', Array.isArray(types) ? types.length : undefined);
    if (types === undefined || types === null) {
      const every = this.count('global_attn_every_n_layers', DEFAULTS.globalEvery);
      return Array.from({ length: depth }, (_, layer) => (layer % every === 0 ? 'global' : 'local'));
    }
    const kinds = (Array.isArray(types) ? types : []).map((type) => LAYER_KINDS[String(type)]);
    const isWhole = kinds.length === depth && !kinds.includes(undefined);
    this.expect('layer_types', isWhole, `${depth} of ${Object.keys(LAYER_KINDS).join(' or ')}`);
    return kinds.filter((kind) => kind !== undefined);
  }

  private ropeTheta(): Record<LayerKind, number> {
    const global = this.theta('full_attention', 'global_rope_theta', DEFAULTS.globalTheta);
    // Transformers 4 uses the global theta when the local one is null.
    const isShared = this.json['local_rope_theta'] === null;
    return {
      global,
      local: this.theta('sliding_attention', 'local_rope_theta', isShared ? global : DEFAULTS.localTheta),
    };
  }

  /** The theta of a kind of layer: the new style's value, else the old style's, else the default. */
  private theta(layerType: string, oldName: string, fallback: number): number {
    const all = this.json['rope_parameters'];
    const parameters = isFields(all) ? all[layerType] : undefined;
    if (!isFields(parameters)) return this.positive(oldName, fallback);
    const type = parameters['rope_type'];
    const name = `rope_parameters.${layerType}`;
    this.expect(`${name}.rope_type`, type === undefined || type === 'default', 'default');
    const theta = parameters['rope_theta'];
    if (theta === undefined) return this.positive(oldName, fallback);
    this.expect(`${name}.rope_theta`, isPositive(theta), 'a number above 0');
    return isPositive(theta) ? theta : fallback;
  }
}
