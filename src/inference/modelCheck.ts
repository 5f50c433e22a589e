import { DEFAULT_WINDOW_OPTIONS, type ProcessOptions, type ProcessSpan } from '../core/process/types';
import { DEFAULT_SPAN_OPTIONS } from '../core/spans/spans';
import { type ChunkScores, pieces } from '../core/spans/scores';
import { overlaps } from '../core/text/trim';
import type { InferenceClient } from './client';
import type { EngineSpec } from './protocol';

/** The Quick Start of the model card of KRLabsOrg/acl-verbatim-modernbert: its question, and the sentences of its context. */
export const QUICK_START = {
  question: 'What is ModernBERT?',
  sentences: [
    'ModernBERT is a long-context encoder for NLP.',
    'It supports sequences up to 8192 tokens.',
    'Unlike earlier BERT variants, it uses rotary position embeddings.',
  ],
  /**
   * The scores that the card prints for the first two sentences. It shows two spans, although its own default gap of 20 characters joins
   * sentences that are one space apart. So the largest probability of each sentence is compared instead.
   */
  card: [0.93, 0.87],
} as const;

/** A sentence of the Quick Start with this model's score. */
export interface CheckedSentence {
  readonly text: string;
  /** The largest probability of its tokens, or the sentence's own score when the model scores sentences. */
  readonly largest: number;
  /** What the card prints. Absent for the last sentence, which the card does not show, and for models that score sentences. */
  readonly card: number | undefined;
}

/** The result of a model check. */
export interface ModelCheck {
  readonly sentences: readonly CheckedSentence[];
  /** What `process()` returns at the card's threshold. */
  readonly spans: readonly ProcessSpan[];
  /**
   * Time from the start of the inference process, or of loading, to the first answer, without the time of the answer itself; milliseconds.
   */
  readonly loadMs: number;
  /** Number of context tokens in the timed run. */
  readonly tokens: number;
  readonly tokensPerSecond: number;
}

const CONTEXT = QUICK_START.sentences.join(' ');
const OPTIONS: ProcessOptions = {
  threshold: DEFAULT_SPAN_OPTIONS.threshold,
  ...DEFAULT_WINDOW_OPTIONS,
  min_span_chars: DEFAULT_SPAN_OPTIONS.minSpanChars,
  merge_gap_chars: DEFAULT_SPAN_OPTIONS.mergeGapChars,
  return_sentence_metrics: true,
};
/** The timed run repeats the context this often: about 500 tokens, the length of a chunk of a paper. */
const TIMED_REPEATS = 14;

/**
 * Runs the card's Quick Start and measures the model's speed. It does not judge the result: only the reader knows which model it should be.
 *
 * @returns undefined when aborted; rejects with a `KnownError` when the model cannot run
 */
export async function checkModel(
  client: InferenceClient,
  engine: EngineSpec,
  signal: AbortSignal,
): Promise<ModelCheck | undefined> {
  const { question } = QUICK_START;
  const process = async (context: string) =>
    await timed(() => client.process({ engine, question, context, options: OPTIONS }, signal));
  const first = await process(CONTEXT);
  const again = await process(CONTEXT);
  const long = await process(Array.from({ length: TIMED_REPEATS }, () => CONTEXT).join(' '));
  const scores: ChunkScores[] = [];
  const ended = await client.ask(
    { engine, question, text: CONTEXT, format: 'text' },
    { onScored: (_chunk, chunkScores) => scores.push(chunkScores), signal },
  );
  if (ended.cancelled || !first.result || !again.result || !long.result) return undefined;
  return {
    sentences: sentencesOf(scores[0]),
    spans: first.result.spans,
    loadMs: Math.max(0, first.ms - again.ms),
    tokens: long.result.tokens,
    tokensPerSecond: (long.result.tokens / long.ms) * 1000,
  };
}

/** The largest score in each sentence. The context is one chunk, so offsets of the chunk are those of the context. */
export function sentencesOf(scores: ChunkScores | undefined): CheckedSentence[] {
  let start = 0;
  return QUICK_START.sentences.map((text, index) => {
    const range = { start, end: start + text.length };
    start = range.end + 1;
    const largest = largestIn(scores, range.start, range.end);
    // The card belongs to a model that scores tokens.
    return { text, largest, card: scores?.kind === 'sentences' ? undefined : QUICK_START.card[index] };
  });
}

function largestIn(scores: ChunkScores | undefined, start: number, end: number): number {
  let largest = 0;
  for (const piece of scores ? pieces(scores) : []) {
    if (overlaps(piece, { start, end })) largest = Math.max(largest, piece.score);
  }
  return largest;
}

async function timed<T>(work: () => Promise<T>): Promise<{ readonly result: T; readonly ms: number }> {
  const began = performance.now();
  const result = await work();
  return { result, ms: performance.now() - began };
}
