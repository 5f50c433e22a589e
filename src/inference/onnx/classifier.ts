import { sentence } from '../../core/text/sentence';
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Architecture } from '../../model/architecture';
import { type GraphInput, INPUTS, OUTPUT } from '../../model/graph/weights';
import { longestOf, padded } from '../padding';
import type { Device, OnnxSpec } from '../protocol';
import type { Sequence } from '../tokenizer/pair';
import { loadError } from './loadError';
import { prepare } from './preparation';
import { loadRuntime } from './runtime';
import { KnownError } from '../../core/errors/knownError';

/** Makes an int64 tensor. */
type NewTensor = (numbers: BigInt64Array, shape: readonly number[]) => Tensor;

/** A loaded token classifier: sequences in, logits out. */
export class TokenClassifier {
  private constructor(
    private readonly session: InferenceSession,
    private readonly newTensor: NewTensor,
    readonly architecture: Architecture,
  ) {}

  /**
   * Loads a model from its folder. Makes files from its weights if the precision needs them and they do not exist yet.
   *
   * @param device what runs it, whatever the spec says
   * @throws KnownError when a file is missing or damaged, when the model is of another kind, or when onnxruntime refuses it
   */
  static async load(spec: OnnxSpec, device: Device = 'cpu'): Promise<TokenClassifier> {
    try {
      const runtime = await loadRuntime(spec.threads);
      const target = runtime.targets[device];
      if (target === undefined) throw new Error('this build of onnxruntime has no provider for a GPU');
      const { architecture, weights, file } = await prepare(spec, target);
      const graph = architecture.build(weights, target);
      const session = await runtime.createSession(graph, spec.threads, file, device);
      return new TokenClassifier(session, (...args) => new runtime.Tensor('int64', ...args), architecture);
    } catch (error) {
      throw loadError(error);
    }
  }

  /** Number of labels. */
  get labels(): number {
    return this.architecture.config.labels;
  }

  /** Whether several sequences run at once; otherwise they run one after another. */
  get readsBatches(): boolean {
    return this.architecture.inputs.includes('lengths');
  }

  /**
   * The logits of sequences.
   *
   * @param batch whole windows with template tokens; none is empty
   * @returns for each sequence [tokens, labels], row by row
   * @throws KnownError `badModel` for a token that the model has no embedding for
   */
  async run(batch: readonly Sequence[]): Promise<Float32Array[]> {
    for (const { ids } of batch) this.demandKnown(ids);
    if (this.readsBatches) return await this.runPadded(batch);
    const logits: Float32Array[] = [];
    for (const sequence of batch) logits.push(...(await this.runPadded([sequence])));
    return logits;
  }

  dispose(): Promise<void> {
    return this.session.release();
  }

  private demandKnown(ids: readonly number[]): void {
    const { vocabularySize } = this.architecture.config;
    const stranger = ids.find((id) => id >= vocabularySize);
    if (stranger === undefined) return;
    throw new KnownError(
      'badModel',
      sentence`The tokenizer of this model has a token ${stranger}, but its weights have only ${vocabularySize} tokens, so the files do not belong together: get a new copy of the model.`,
    );
  }

  private async runPadded(batch: readonly Sequence[]): Promise<Float32Array[]> {
    const longest = longestOf(batch);
    const shape = [batch.length, longest];
    const tensors: Readonly<Record<GraphInput, () => Tensor>> = {
      ids: () =>
        this.newTensor(
          padded(
            batch.map(({ ids }) => ids),
            longest,
          ),
          shape,
        ),
      types: () =>
        this.newTensor(
          padded(
            batch.map(({ types }) => types),
            longest,
          ),
          shape,
        ),
      lengths: () =>
        this.newTensor(
          BigInt64Array.from(batch, ({ ids }) => BigInt(ids.length)),
          [batch.length],
        ),
    };
    const feeds = this.architecture.inputs.map((input) => [INPUTS[input], tensors[input]()] as const);
    const results = await this.session.run(Object.fromEntries(feeds));
    const logits = results[OUTPUT]!.data as Float32Array;
    return batch.map(({ ids }, row) => {
      const start = row * longest * this.labels;
      return logits.subarray(start, start + ids.length * this.labels);
    });
  }
}
