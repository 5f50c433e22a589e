import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Architecture } from '../../model/architecture';
import type { Classifier } from '../classifier';
import type { Device, OnnxSpec } from '../protocol';
import type { Sequence } from '../tokenizer/pair';
import { batchesOf } from './batches';
import { TokenClassifier } from './classifier';
import { forgetDamaged } from './preparation';

/** A classifier that onnxruntime runs in this process, batch by batch. */
export class LocalClassifier implements Classifier {
  private constructor(
    private readonly spec: OnnxSpec,
    private loaded: TokenClassifier,
    private readonly device: Device,
  ) {}

  /** @throws KnownError when the model cannot be loaded */
  static async load(spec: OnnxSpec, device: Device = 'cpu'): Promise<LocalClassifier> {
    return new LocalClassifier(spec, await TokenClassifier.load(spec, device), device);
  }

  get architecture(): Architecture {
    return this.loaded.architecture;
  }

  /** onnxruntime blocks the process while it computes, so a cancel is noticed only between batches. */
  async run(sequences: readonly Sequence[], signal: AbortSignal): Promise<readonly Float32Array[]> {
    const logits = new Map<Sequence, Float32Array>();
    const batches = this.loaded.readsBatches
      ? batchesOf(sequences, ({ ids }) => ids.length)
      : sequences.map((sequence) => [sequence]);
    for (const batch of batches) {
      await nextTurn();
      signal.throwIfAborted();
      const results = await this.compute(batch);
      batch.forEach((sequence, at) => logits.set(sequence, results[at]!));
    }
    return sequences.map((sequence) => logits.get(sequence)!);
  }

  dispose(): Promise<void> {
    return this.loaded.dispose();
  }

  /** Runs a batch. When the model computes no numbers and a file made from its weights is damaged, that file is made again first. */
  private async compute(batch: readonly Sequence[]): Promise<readonly Float32Array[]> {
    const results = await this.loaded.run(batch);
    const isValid = results.every((logits) => logits.every(Number.isFinite));
    if (isValid || !(await forgetDamaged(this.spec))) return results;
    await this.loaded.dispose();
    this.loaded = await TokenClassifier.load(this.spec, this.device);
    return await this.loaded.run(batch);
  }
}
