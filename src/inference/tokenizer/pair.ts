import type { TokenRange } from '../../core/process/windows';
import { WindowRoomError, windowsOf } from '../../core/process/windows';
import type { PairTemplate } from './tokenizerFile';
import { KnownError } from '../../core/errors/knownError';

/** What a model reads at once: the ids of its tokens, and for each the kind of text that it is of. */
export interface Sequence {
  readonly ids: readonly number[];
  readonly types: readonly number[];
}

/**
 * What stands before the context in each of its windows: first, question, middle; with the title of a section also the title and another
 * middle.
 *
 * @param section the tokens of the title; none when there is no title
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
 * @param maxLength the most tokens of a window
 * @throws KnownError 'badQuestion' when the question leaves no room
 */
export function planWindows(lead: Sequence, contextTokens: number, maxLength: number, stride: number): TokenRange[] {
  try {
    // Two of the lead are template tokens that every window has; a title counts with the question.
    return windowsOf(lead.ids.length - 2, contextTokens, maxLength, stride);
  } catch (error) {
    if (error instanceof WindowRoomError) throw new KnownError('badQuestion', error.message);
    throw error;
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
