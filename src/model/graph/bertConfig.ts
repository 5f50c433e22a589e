import { ConfigReader } from './configReader';

/** The sizes of a BERT token classifier. */
export interface BertConfig {
  readonly vocabularySize: number;
  readonly hiddenSize: number;
  readonly intermediateSize: number;
  readonly heads: number;
  readonly layers: number;
  readonly normEpsilon: number;
  readonly labels: number;
  /** Most tokens in one sequence. Each position has its own embedding. */
  readonly maxTokens: number;
  /** Number of token type ids. */
  readonly types: number;
  /** Most tokens of a section's title that the model was trained to read before a text; 0 for a model without titles. */
  readonly sectionTokens: number;
}

/** The default of the reference's `BertConfig`. */
const DEFAULT_EPSILON = 1e-12;

/**
 * Reads `config.json` of a BERT token classifier. `section_tokens` is this project's own field, for models that read a section's title.
 *
 * @throws KnownError `badModel`, naming everything that is missing or not supported
 */
export function readBertConfig(file: unknown): BertConfig {
  return new BertReader(file).read();
}

class BertReader extends ConfigReader {
  read(): BertConfig {
    this.expect('model_type', this.json['model_type'] === 'bert', 'bert');
    const { hidden_act: activation, position_embedding_type: positions, is_decoder: isDecoder } = this.json;
    this.expect('hidden_act', activation === undefined || activation === 'gelu', 'gelu');
    const isAbsolute = positions === undefined || positions === 'absolute';
    this.expect('position_embedding_type', isAbsolute, 'absolute');
    this.expect('is_decoder', isDecoder !== true, 'false');
    const hiddenSize = this.count('hidden_size');
    const heads = this.count('num_attention_heads');
    this.expect('hidden_size', hiddenSize % heads === 0, 'a multiple of num_attention_heads');
    const config: BertConfig = {
      vocabularySize: this.count('vocab_size'),
      hiddenSize,
      intermediateSize: this.count('intermediate_size'),
      heads,
      layers: this.count('num_hidden_layers'),
      normEpsilon: this.positive('layer_norm_eps', DEFAULT_EPSILON),
      labels: this.labels(),
      maxTokens: this.count('max_position_embeddings'),
      types: this.count('type_vocab_size'),
      sectionTokens: this.json['section_tokens'] === undefined ? 0 : this.count('section_tokens'),
    };
    this.demandSound('BERT');
    return config;
  }
}
