import { sentence } from '../core/text/sentence';
import { DEFAULT_WINDOW_OPTIONS, type WindowOptions } from '../core/process/types';
import type { TokenScores, TokenWindow } from '../core/spans/scores';
import type { Reading } from '../model/architecture';
import type { Classifier } from './classifier';
import type { TitledText } from './engine';
import type { Passage } from './protocol';
import { assemble, leadOf, planWindows, type Sequence } from './tokenizer/pair';
import { type Encoding, loadTokenizer, type OffsetTokenizer } from './tokenizer/tokenizer';
import { evidenceProbabilities } from './probabilities';
import { KnownError } from '../core/errors/knownError';

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
  /** @throws KnownError `badModel` when the tokenizer and the classifier do not belong together */
  private constructor(
    private readonly tokenizer: OffsetTokenizer,
    private readonly classifier: Classifier,
  ) {
    const { inputs, types } = classifier.architecture;
    if (!inputs.includes('types') || tokenizer.template.contextType < types) return;
    throw new KnownError(
      'badModel',
      sentence`The tokenizer of this model uses more token types than the model has, so the files do not belong together: get a new copy of the model.`,
    );
  }

  /**
   * A reader with the tokenizer of a folder.
   *
   * @param load loads the classifier, which is freed again when the tokenizer does not belong to it
   * @throws KnownError when one of them cannot be loaded, or they do not belong together
   */
  static async load(folder: string, load: () => Promise<Classifier>): Promise<WindowReader> {
    const tokenizer = await loadTokenizer(folder);
    const classifier = await load();
    try {
      return new WindowReader(tokenizer, classifier);
    } catch (error) {
      await classifier.dispose();
      throw error;
    }
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
   * Scores texts.
   *
   * @returns for each text its windows, with offsets of the text; rejects when the signal is aborted meanwhile
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
    const logits = await this.classifier.run(
      tasks.map(({ sequence }) => sequence),
      signal,
    );
    const { labels } = this.classifier.architecture.config;
    tasks.forEach(({ first, probabilities }, at) => {
      probabilities.set(evidenceProbabilities(logits[at]!, labels, first, probabilities.length));
    });
    return scored;
  }

  /** The scores of the tokens of passages, each read as a context of its own, one after the other. */
  async scorePassages(passages: readonly Passage[], signal: AbortSignal): Promise<TokenScores[]> {
    const scores: TokenScores[] = [];
    for (const { question, text } of passages) {
      const [scored] = await this.read(question, [{ text, section: '' }], DEFAULT_WINDOW_OPTIONS, signal);
      scores.push({ kind: 'tokens', windows: scored!.windows });
    }
    return scores;
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
}
