import type { TextRange } from '../core/text/trim';
import type { ChunkInput } from './engine';

/**
 * UTF-16 code units. A chunk up to this length may come first: it has some 500 tokens, which a full 8-bit model scores within a second on
 * two cores. Longer chunks take up to three times as long.
 */
export const FIRST_CHUNK_CHARS = 2000;

/** A chunk and its index in the outline. */
export interface Ordered {
  readonly input: ChunkInput;
  readonly index: number;
}

/**
 * The order in which chunks are scored: most promising first, ties in text order. The very first is the most promising short chunk, if any
 * short chunk has a score above 0, so that the reader soon sees a passage.
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
