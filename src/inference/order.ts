import type { TextRange } from '../core/text/trim';
import type { ChunkInput } from './engine';

/**
 * A chunk of no more UTF-16 code units may come first: some 500 tokens, which a full model of 8 bits scores within a second on two cores.
 * Longer ones take up to three times as long.
 */
export const FIRST_CHUNK_CHARS = 2000;

/** A chunk and its index in the outline. */
export interface Ordered {
  readonly input: ChunkInput;
  readonly index: number;
}

/**
 * The order in which chunks are scored: the most promising first, equal ones by place. The very first is the most promising of the short
 * ones, if any of them promises something, so that the reader sees a passage soon.
 *
 * @param scope when given, only chunks that touch it
 */
export function scoringOrder(
  inputs: readonly ChunkInput[],
  scope: TextRange | undefined,
  promise: (input: ChunkInput) => number,
): Ordered[] {
  const order = inputs
    .map((input, index) => ({ input, index }))
    .filter(({ input }) => touches(input.chunk, scope))
    .map((entry) => ({ ...entry, promise: promise(entry.input) }))
    .sort((a, b) => b.promise - a.promise || a.index - b.index);
  const first = order.findIndex((entry) => entry.promise > 0 && entry.input.text.length <= FIRST_CHUNK_CHARS);
  if (first > 0) order.unshift(...order.splice(first, 1));
  return order;
}

function touches(range: TextRange, scope: TextRange | undefined): boolean {
  return scope === undefined || (range.start < scope.end && range.end > scope.start);
}
