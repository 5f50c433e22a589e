import type { Answer } from '../core/answers/answer';
import type { TextRange } from '../core/text/trim';
import type { InferenceClient } from './client';
import type { Passage } from './protocol';

/** How many passages of each paper a model is compared on; each takes about a second. */
const PASSAGES_OF_A_PAPER = 4;
/** Longest passage, UTF-16 code units: a longer one takes more time and tells no more. */
const MAX_PASSAGE = 3000;
/** What is asked of the sample paper. */
const SAMPLE_QUESTIONS = ['How is a paper cut into chunks?', 'Why does inference run in a process of its own?'];

/** The passages on which precisions and devices are compared: of the paper that ships with the extension, and of one that was asked. */
export class Passages {
  constructor(
    private readonly client: InferenceClient,
    /** Reads the paper that ships with the extension. */
    private readonly sample: () => Promise<string>,
  ) {}

  async get(answer?: Answer): Promise<Passage[]> {
    return [...(await this.ofSample()), ...(answer ? ofAnswer(answer) : [])];
  }

  private async ofSample(): Promise<Passage[]> {
    const text = await this.sample();
    const outline = await this.client.outline({ text, format: 'markdown' });
    const chunks = (outline?.chunks ?? []).slice(0, PASSAGES_OF_A_PAPER);
    return chunks.map((chunk, at) => passageOf(SAMPLE_QUESTIONS[at % SAMPLE_QUESTIONS.length]!, text, chunk));
  }
}

function ofAnswer({ question, text, outline, scope }: Answer): Passage[] {
  const chunks = (outline?.chunks ?? []).filter(
    (chunk) => !scope || (chunk.start < scope.end && chunk.end > scope.start),
  );
  return chunks.slice(0, PASSAGES_OF_A_PAPER).map((chunk) => passageOf(question, text, chunk));
}

function passageOf(question: string, text: string, { start, end }: TextRange): Passage {
  return { question, text: text.slice(start, Math.min(end, start + MAX_PASSAGE)) };
}
