import { BERT_INPUTS, BERT_SERVED_INPUTS, buildBert } from './graph/bert';
import { type BertConfig, readBertConfig } from './graph/bertConfig';
import {
  BERT_EMBEDDINGS,
  type BertLayerMaps,
  bertLayerMaps,
  PARAGRAPH,
  planBertTensors,
  POOLER,
} from './graph/bertTensors';
import type { GraphInput, ServedInput, Weights } from './graph/weights';
import { type LayerMaps, layerMaps, type LinearRows } from './graph/linearMaps';
import { buildModernBert, MODERN_BERT_INPUTS, MODERN_BERT_SERVED_INPUTS } from './graph/modernBert';
import { type ModernBertConfig, readModernBertConfig } from './graph/modernBertConfig';
import { OnnxGraph } from './graph/onnxGraph';
import type { Piece } from './graph/protobuf';
import type { GraphTarget, ServedTarget } from './graph/target';
import { EMBEDDINGS, planTensors } from './graph/tensorPlan';
import { isFields } from '../core/storage/schemas';

/** What a model reads at once: a chunk of the paper, or a unit (paragraph, list item, table row) with its section's title. */
export type Reading = 'chunks' | 'units';

/** A token classifier of some kind and size. */
export interface Architecture {
  /** The values of its config file. */
  readonly config: ModernBertConfig | BertConfig;
  /** Every tensor that it needs, with its shape. */
  readonly tensors: ReadonlyMap<string, readonly number[]>;
  /** Tensors that its files may also contain, but that are not used. */
  readonly unused: readonly string[];
  /** What is kept in 8 bits when the precision asks for it: embeddings by row, and linear maps. */
  readonly quantised: { readonly embeddings: readonly string[]; readonly maps: readonly LinearRows[] };
  readonly reading: Reading;
  /** The inputs of its graph. Without `lengths`, it reads a single sequence at a time. */
  readonly inputs: readonly GraphInput[];
  /** Most tokens in a sequence; Infinity when positions are computed and not looked up. */
  readonly positions: number;
  /** Most tokens of a section's title that it reads before a text; 0 when it reads none. */
  readonly sectionTokens: number;
  /** Number of token type ids. */
  readonly types: number;
  /** The inputs of its graph on a server, which reads batches. */
  readonly servedInputs: readonly ServedInput[];
  /** Its graph as an ONNX file that refers to weights in another file. */
  build(weights: Weights, target: GraphTarget): Uint8Array;
  /**
   * Its graph for a server, as an ONNX file in pieces.
   *
   * @param target `native` for a server on the CPU that has this program's onnxruntime
   * @param keepsWeights whether the file holds the weights itself; otherwise it refers to them in another file
   */
  buildServed(weights: Weights, target: ServedTarget, keepsWeights: boolean): readonly Piece[];
}

/** The config of a supported token classifier, by its `model_type`. */
export type ClassifierConfig =
  | { readonly kind: 'modernbert'; readonly config: ModernBertConfig }
  | { readonly kind: 'bert'; readonly config: BertConfig; readonly isTokenClassifier: boolean };

/**
 * Reads a `config.json`.
 *
 * @throws KnownError `badModel`, naming everything that is missing or not supported
 */
export function readClassifierConfig(file: unknown): ClassifierConfig {
  if (!isFields(file) || file['model_type'] !== 'bert') {
    return { kind: 'modernbert', config: readModernBertConfig(file) };
  }
  const { architectures } = file;
  const isTokenClassifier = Array.isArray(architectures) && architectures.includes('BertForTokenClassification');
  return { kind: 'bert', config: readBertConfig(file), isTokenClassifier };
}

/**
 * The architecture of a model.
 *
 * @param tensors the tensor names in its file: only they tell whether the model also scores paragraphs
 */
export function architectureOf(read: ClassifierConfig, tensors: { has(name: string): boolean }): Architecture {
  return read.kind === 'modernbert' ? modernBert(read.config) : bert(read.config, read.isTokenClassifier, tensors);
}

function modernBert(config: ModernBertConfig): Architecture {
  const maps = [...config.layers.keys()].flatMap((layer) => allMaps(layerMaps(config, layer)));
  return {
    config,
    tensors: planTensors(config),
    unused: [],
    quantised: { embeddings: [EMBEDDINGS], maps },
    reading: 'chunks',
    inputs: MODERN_BERT_INPUTS,
    servedInputs: MODERN_BERT_SERVED_INPUTS,
    positions: Infinity,
    sectionTokens: 0,
    types: Infinity,
    ...buildersOf('modernbert', (graph, weights) => buildModernBert(graph, config, weights)),
  };
}

function bert(config: BertConfig, isTokenClassifier: boolean, tensors: { has(name: string): boolean }): Architecture {
  const scoresParagraphs = tensors.has(`${PARAGRAPH}.weight`);
  const layers = Array.from({ length: config.layers }, (_, layer) => bertLayerMaps(config, layer));
  // Older libraries save a pooler that token classifiers do not use. In a model that does not claim to be a token classifier, a pooler
  // means that it classifies whole texts.
  const pooler = isTokenClassifier ? [`${POOLER}.weight`, `${POOLER}.bias`] : [];
  return {
    config,
    tensors: planBertTensors(config, scoresParagraphs),
    unused: ['bert.embeddings.position_ids', ...pooler],
    quantised: { embeddings: [BERT_EMBEDDINGS.word, BERT_EMBEDDINGS.position], maps: layers.flatMap(allMaps) },
    reading: 'units',
    inputs: BERT_INPUTS,
    servedInputs: BERT_SERVED_INPUTS,
    positions: config.maxTokens,
    sectionTokens: config.sectionTokens,
    types: config.types,
    ...buildersOf('bert', (graph, weights) => buildBert(graph, config, scoresParagraphs, weights)),
  };
}

/** @param add adds the operators of a model to a graph */
function buildersOf(
  kind: string,
  add: (graph: OnnxGraph, weights: Weights) => void,
): Pick<Architecture, 'build' | 'buildServed'> {
  const graphFor = (weights: Weights, target: GraphTarget, keepsWeights = false): OnnxGraph => {
    const graph = new OnnxGraph(`${kind}-token-classification`, target, keepsWeights);
    add(graph, weights);
    return graph;
  };
  return {
    build: (weights, target) => graphFor(weights, target).serialize(),
    buildServed: (weights, target, keepsWeights) => graphFor(weights, target, keepsWeights).pieces(),
  };
}

function allMaps(maps: LayerMaps | BertLayerMaps): LinearRows[] {
  return (Object.values(maps) as (readonly LinearRows[])[]).flat();
}
