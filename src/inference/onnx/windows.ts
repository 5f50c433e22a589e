import { sentence } from '../../core/text/sentence';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { WindowOptions } from '../../core/process/types';
import type { TokenWindow } from '../../core/spans/scores';
import type { Reading } from '../../model/architecture';
import type { TitledText } from '../engine';
import { assemble, leadOf, planWindows, type Sequence } from '../tokenizer/pair';
import { type Encoding, loadTokenizer, type OffsetTokenizer } from '../tokenizer/tokenizer';
import type { OnnxSpec } from '../protocol';
import { TokenClassifier } from './classifier';
import { forgetDamaged } from './preparation';
import { evidenceProbabilities } from './probabilities';
import { KnownError } from '../../core/errors/knownError';

/** The windows of a text, and its number of tokens. */
export interface ScoredText {
  readonly windows: readonly TokenWindow[];
  readonly tokens: number;
}

/** A window to score, and the array for its probabilities. */
interface Task {
  readonly sequence: Sequence;
  /** Number of tokens before the context. */
  readonly first: number;
  readonly probabilities: Float32Array;
}

/** Reads texts with a question: tokens, windows, probabilities. */
export class WindowReader {
  private constructor(
    private readonly tokenizer: OffsetTokenizer,
    private readonly spec: OnnxSpec,
    private classifier: TokenClassifier,
  ) {}

  /** @throws KnownError when the model cannot be loaded */
  static async load(spec: OnnxSpec): Promise<WindowReader> {
    const tokenizer = await loadTokenizer(spec.folder);
    const classifier = await TokenClassifier.load(spec);
    const { contextType } = tokenizer.template;
    if (classifier.architecture.inputs.includes('types') && contextType >= classifier.architecture.types) {
      await classifier.dispose();
      throw new KnownError(
        'badModel',
        sentence`The tokenizer of this model uses more token types than the model has, so the files do not belong together: get a new copy of the model.`,
      );
    }
    return new WindowReader(tokenizer, spec, classifier);
  }

  get reading(): Reading {
    return this.classifier.architecture.reading;
  }

  /** Whether the model was trained with section titles. */
  get readsSections(): boolean {
    return this.classifier.architecture.sectionTokens > 0;
  }

  /** Refuses a question that leaves no room for text. @throws KnownError 'badQuestion' */
  demandRoom(question: string, options: WindowOptions): void {
    const { sectionTokens } = this.classifier.architecture;
    const lead = leadOf(
      this.tokenizer.template,
      this.tokenizer.encode(question).ids,
      new Array<number>(sectionTokens).fill(0),
    );
    this.plan(lead, 0, options);
  }

  /**
   * Scores texts. onnxruntime blocks the process while it computes, so a cancel is noticed only between batches.
   *
   * @returns for each text its windows, with offsets of the text
   */
  async read(
    question: string,
    texts: readonly TitledText[],
    options: WindowOptions,
    signal: AbortSignal,
  ): Promise<ScoredText[]> {
    const asked = this.tokenizer.encode(question);
    const tasks: Task[] = [];
    const scored = texts.map(({ text, section }): ScoredText => {
      const context = this.tokenizer.encode(text);
      return { windows: this.windows(this.lead(asked, section), context, options, tasks), tokens: context.ids.length };
    });
    const batches = this.classifier.readsBatches
      ? batchesOf(tasks, ({ sequence }) => sequence.ids.length)
      : tasks.map((task) => [task]);
    for (const batch of batches) {
      await nextTurn();
      signal.throwIfAborted();
      await this.run(batch);
    }
    return scored;
  }

  dispose(): Promise<void> {
    return this.classifier.dispose();
  }

  private lead(question: Encoding, section: string): Sequence {
    const { sectionTokens } = this.classifier.architecture;
    const title = sectionTokens > 0 && section !== '' ? this.tokenizer.encode(section).ids.slice(0, sectionTokens) : [];
    return leadOf(this.tokenizer.template, question.ids, title);
  }

  /** The windows of a context, with empty probabilities. What must run to fill them is added to `tasks`. */
  private windows(lead: Sequence, context: Encoding, options: WindowOptions, tasks: Task[]): TokenWindow[] {
    return this.plan(lead, context.ids.length, options).map((window) => {
      const { start, end } = window;
      const probabilities = new Float32Array(end - start);
      if (start < end) {
        const sequence = assemble(this.tokenizer.template, lead, context.ids, window);
        tasks.push({ sequence, first: lead.ids.length, probabilities });
      }
      return { starts: context.starts.slice(start, end), ends: context.ends.slice(start, end), probabilities };
    });
  }

  private plan(
    lead: Sequence,
    tokens: number,
    { max_length, doc_stride }: WindowOptions,
  ): ReturnType<typeof planWindows> {
    return planWindows(lead, tokens, Math.min(max_length, this.classifier.architecture.positions), doc_stride);
  }

  /** Runs a batch. When the model computes NaN and a file made from its weights is damaged, that file is made again first. */
  private async run(batch: readonly Task[]): Promise<void> {
    try {
      await this.compute(batch);
    } catch (error) {
      const isDamaged = error instanceof KnownError && error.code === 'damagedModel';
      if (!isDamaged || !(await forgetDamaged(this.spec))) throw error;
      await this.classifier.dispose();
      this.classifier = await TokenClassifier.load(this.spec);
      await this.compute(batch);
    }
  }

  private async compute(batch: readonly Task[]): Promise<void> {
    const logits = await this.classifier.run(batch.map(({ sequence }) => sequence));
    batch.forEach(({ first, probabilities }, at) => {
      probabilities.set(evidenceProbabilities(logits[at]!, this.classifier.labels, first, probabilities.length));
    });
  }
}

/** Most tokens in a batch. It gives all threads enough work, and is short enough that a cancel is soon noticed. */
const BATCH_TOKENS = 1024;
/** The fixed cost of a batch, in tokens. More padding than this makes a batch slower than two. */
const BATCH_COST = 48;

/** Groups sequences of similar length, shortest first. Each batch is as long as its longest sequence. */
export function batchesOf<T>(sequences: readonly T[], tokensOf: (sequence: T) => number): T[][] {
  const sorted = [...sequences].sort((a, b) => tokensOf(a) - tokensOf(b));
  const batches: T[][] = [];
  for (const sequence of sorted) {
    const length = tokensOf(sequence);
    const open = batches.at(-1) ?? [];
    const padding = open.reduce((sum, other) => sum + length - tokensOf(other), 0);
    const fits = length * (open.length + 1) <= BATCH_TOKENS;
    if (open.length > 0 && fits && padding <= BATCH_COST) open.push(sequence);
    else batches.push([sequence]);
  }
  return batches;
}
