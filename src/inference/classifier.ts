import type { Architecture } from '../model/architecture';
import type { Sequence } from './tokenizer/pair';

/** A token classifier, wherever it runs: sequences in, logits out. */
export interface Classifier {
  readonly architecture: Architecture;
  /**
   * The logits of sequences, in the order of the sequences. The classifier decides which of them run together.
   *
   * @param sequences whole windows with template tokens; none is empty
   * @returns for each sequence [tokens, labels], row by row; rejects with a `KnownError`, or when the signal is aborted meanwhile
   */
  run(sequences: readonly Sequence[], signal: AbortSignal): Promise<readonly Float32Array[]>;
  dispose(): Promise<void>;
}
