import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { buildModernBert, INPUT, OUTPUT } from '../../model/graph/modernBert';
import { InferenceError } from '../errors';
import type { OnnxSpec } from '../protocol';
import { loadError } from './loadError';
import { prepare } from './preparation';
import { loadRuntime } from './runtime';

/** A token classifier that is loaded: ids in, logits out. It computes one sequence at a time. */
export class TokenClassifier {
  private constructor(
    private readonly session: InferenceSession,
    private readonly newTensor: (ids: BigInt64Array) => Tensor,
    /** Labels of a token. */
    readonly labels: number,
    private readonly vocabularySize: number,
  ) {}

  /**
   * Loads a model from its folder; makes files from its weights where the precision asks for them and they are not there yet.
   *
   * @throws InferenceError when a file is missing or damaged, when the model is of another kind, or when onnxruntime refuses it
   */
  static async load(spec: OnnxSpec): Promise<TokenClassifier> {
    try {
      const runtime = await loadRuntime(spec.threads);
      const { config, weights, file } = await prepare(spec);
      const graph = buildModernBert(config, weights, runtime.fusesAttention);
      const session = await runtime.createSession(graph, spec.threads, file);
      const newTensor = (ids: BigInt64Array): Tensor => new runtime.Tensor('int64', ids, [1, ids.length]);
      return new TokenClassifier(session, newTensor, config.labels, config.vocabularySize);
    } catch (error) {
      throw loadError(error);
    }
  }

  /**
   * The logits of one sequence.
   *
   * @param ids of a whole window, template tokens included; at least one
   * @returns [ids.length, labels], row by row
   * @throws InferenceError `badModel` for a token that the model has no embedding of
   */
  async run(ids: readonly number[]): Promise<Float32Array> {
    const stranger = ids.find((id) => id >= this.vocabularySize);
    if (stranger !== undefined) {
      throw new InferenceError(
        'badModel',
        `The tokenizer of this model has a token ${stranger}, and its weights have only ${this.vocabularySize}: the files do not belong together.`,
      );
    }
    const results = await this.session.run({ [INPUT]: this.newTensor(BigInt64Array.from(ids, BigInt)) });
    const logits = results[OUTPUT]!;
    return logits.data as Float32Array;
  }

  dispose(): Promise<void> {
    return this.session.release();
  }
}
