import { DEFAULT_WINDOW_OPTIONS, type ProcessOptions, type ProcessSpan } from '../core/process/types';
import { DEFAULT_SPAN_OPTIONS } from '../core/spans/spans';
import { type ChunkScores, pieces } from '../core/spans/scores';
import { overlaps } from '../core/text/trim';
import type { InferenceClient } from './client';
import type { EngineSpec } from './protocol';

/** The Quick Start of the model card of KRLabsOrg/acl-verbatim-modernbert: its question, and its context sentence by sentence. */
export const QUICK_START = {
  question: 'What is ModernBERT?',
  sentences: [
    'ModernBERT is a long-context encoder for NLP.',
    'It supports sequences up to 8192 tokens.',
    'Unlike earlier BERT variants, it uses rotary position embeddings.',
  ],
  /**
   * What the card prints beside the first two sentences. It shows them as two spans, though its own default gap of 20 characters
   * joins what is one space apart: so each sentence's largest probability is what is compared.
   */
  card: [0.93, 0.87],
} as const;

/** A sentence of the Quick Start as this model sees it. */
export interface CheckedSentence {
  readonly text: string;
  /** The largest probability of any of its tokens, or its own score where the model scores sentences. */
  readonly largest: number;
  /** What the card prints; absent for the last one, which it does not show, and for a model of another kind. */
  readonly card: number | undefined;
}

/** What a check of a model came to. */
export interface ModelCheck {
  readonly sentences: readonly CheckedSentence[];
  /** What `process()` answers at the card's threshold. */
  readonly spans: readonly ProcessSpan[];
  /** From the start of the inference process, or of loading, to the first answer, less the time that the answer itself takes; milliseconds. */
  readonly loadMs: number;
  /** Context tokens of the timed run. */
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
/** The timed run reads the context this many times: about 500 tokens, the length of a chunk of a paper. */
const TIMED_REPEATS = 14;

/**
 * Runs the card's Quick Start and measures how fast the model is. It judges nothing: only the reader knows which model is there.
 *
 * @returns undefined when it was given up; rejects with an `KnownError` when the model cannot run
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

/** The largest probability in each sentence; the context is one chunk, so that offsets are its own. */
export function sentencesOf(scores: ChunkScores | undefined): CheckedSentence[] {
  let start = 0;
  return QUICK_START.sentences.map((text, index) => {
    const range = { start, end: start + text.length };
    start = range.end + 1;
    const largest = largestIn(scores, range.start, range.end);
    // The card is that of a model that scores tokens.
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
