import type { TokenRange } from '../../core/process/windows';
import { WindowRoomError, windowsOf } from '../../core/process/windows';
import type { PairTemplate } from './tokenizerFile';
import { KnownError } from '../../core/errors/knownError';
import { sentence } from '../../core/text/sentence';

/** English has about three words in four tokens; a question in rarer words has fewer, and the text beside it needs room too. */
const WORDS_PER_TOKEN = 0.6;

/** What a model reads at once: token ids, and a type id for each token. */
export interface Sequence {
  readonly ids: readonly number[];
  readonly types: readonly number[];
}

/**
 * The tokens before the context in each of its windows: first, question, middle. With a section title, the title and another middle follow.
 *
 * @param section the tokens of the title; empty when there is no title
 */
export function leadOf(template: PairTemplate, question: readonly number[], section: readonly number[] = []): Sequence {
  const { first, middle, contextType } = template;
  const asked = [first, ...question, middle];
  const titled = section.length > 0 ? [...section, middle] : [];
  return { ids: [...asked, ...titled], types: [...asked.map(() => 0), ...titled.map(() => contextType)] };
}

/**
 * The windows of a context, by token; see `windowsOf`.
 *
 * @param maxLength the most tokens in a window
 * @throws KnownError 'badQuestion' when the question leaves no room
 */
export function planWindows(lead: Sequence, contextTokens: number, maxLength: number, stride: number): TokenRange[] {
  try {
    // Two tokens of the lead belong to the template of every window. A title counts as part of the question.
    return windowsOf(lead.ids.length - 2, contextTokens, maxLength, stride);
  } catch (error) {
    if (!(error instanceof WindowRoomError)) throw error;
    const words = Math.max(1, Math.floor((maxLength - stride) * WORDS_PER_TOKEN));
    throw new KnownError(
      'badQuestion',
      sentence`The question is too long for this model, which must read the paper's text beside it: ask in at most about ${words.toString()} words.`,
      error.message,
    );
  }
}

/** One window as the model reads it: the lead, the context from the window's start to its end, last. */
export function assemble(
  { last, contextType }: PairTemplate,
  lead: Sequence,
  context: readonly number[],
  { start, end }: TokenRange,
): Sequence {
  const behind = [...context.slice(start, end), last];
  return { ids: [...lead.ids, ...behind], types: [...lead.types, ...behind.map(() => contextType)] };
}
