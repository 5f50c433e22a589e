import { setImmediate as nextTurn } from 'node:timers/promises';
import { processTokens } from '../../core/process/process';
import type { WindowOptions } from '../../core/process/types';
import type { TokenWindow } from '../../core/spans/scores';
import type { Engine } from '../engine';
import { InferenceError } from '../errors';
import type { OnnxSpec } from '../protocol';
import { assemble, contextOffset, planWindows } from '../tokenizer/pair';
import { type Encoding, loadTokenizer, type OffsetTokenizer } from '../tokenizer/tokenizer';
import { TokenClassifier } from './classifier';
import { forgetDamaged } from './preparation';
import { evidenceProbabilities } from './probabilities';

/** Loads the engine of a token classifier: every chunk of a paper is a context of its own, as in the model's training. */
export async function loadOnnxEngine(spec: OnnxSpec): Promise<Engine> {
  const tokenizer = await loadTokenizer(spec.folder);
  return new OnnxEngine(tokenizer, spec, await TokenClassifier.load(spec));
}

class OnnxEngine implements Engine {
  constructor(
    private readonly tokenizer: OffsetTokenizer,
    private readonly spec: OnnxSpec,
    private classifier: TokenClassifier,
  ) {}

  open: Engine['open'] = async (question, _paper, options) => {
    const asked = this.tokenizer.encode(question);
    // A question that leaves no room is refused before anything is scored.
    planWindows(asked.ids.length, 0, options.max_length, options.doc_stride);
    return Promise.resolve({
      score: async ({ text }, signal) => {
        const context = this.tokenizer.encode(text);
        return { kind: 'tokens', windows: await this.windows(asked, context, options, signal) };
      },
    });
  };

  process: NonNullable<Engine['process']> = async (question, text, options, signal) => {
    const context = this.tokenizer.encode(text);
    const windows = await this.windows(this.tokenizer.encode(question), context, options, signal);
    return {
      ...processTokens(text, windows, options),
      windows: windows.length,
      tokens: context.ids.length,
    };
  };

  dispose(): Promise<void> {
    return this.classifier.dispose();
  }

  /** Scores a context window by window. onnxruntime blocks the process while it computes, so that a cancel is heard in between only. */
  private async windows(
    question: Encoding,
    context: Encoding,
    options: WindowOptions,
    signal: AbortSignal,
  ): Promise<TokenWindow[]> {
    const plan = planWindows(question.ids.length, context.ids.length, options.max_length, options.doc_stride);
    const windows: TokenWindow[] = [];
    for (const window of plan) {
      await nextTurn();
      signal.throwIfAborted();
      const { start, end } = window;
      const ids = assemble(this.tokenizer.template, question.ids, context.ids, window);
      const first = contextOffset(question.ids.length);
      windows.push({
        starts: context.starts.slice(start, end),
        ends: context.ends.slice(start, end),
        probabilities: start < end ? await this.probabilities(ids, first, end - start) : new Float32Array(),
      });
    }
    return windows;
  }

  /** Where the answer is no number and the files that were made from the weights are damaged, they are made again. */
  private async probabilities(ids: readonly number[], first: number, count: number): Promise<Float32Array> {
    const compute = async (): Promise<Float32Array> =>
      evidenceProbabilities(await this.classifier.run(ids), this.classifier.labels, first, count);
    try {
      return await compute();
    } catch (error) {
      const isDamaged = error instanceof InferenceError && error.code === 'damagedModel';
      if (!isDamaged || !(await forgetDamaged(this.spec))) throw error;
      await this.classifier.dispose();
      this.classifier = await TokenClassifier.load(this.spec);
      return await compute();
    }
  }
}
