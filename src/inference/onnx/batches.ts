/** A batch has about this many tokens at most: enough work for all threads, and short enough that a cancel is soon heard. */
const BATCH_TOKENS = 1024;
/** The share of padding in a batch beyond which another batch costs less. */
const MOST_PADDING = 0.1;
/** Batches of fewer tokens cost more than their padding does. */
const LEAST_TOKENS = 192;

/** Puts sequences of like length together, the shortest first; each batch is as long as its longest sequence. */
export function batchesOf<T>(sequences: readonly T[], tokensOf: (sequence: T) => number): T[][] {
  const sorted = [...sequences].sort((a, b) => tokensOf(a) - tokensOf(b));
  const batches: T[][] = [];
  let tokens = 0;
  for (const sequence of sorted) {
    const length = tokensOf(sequence);
    const open = batches.at(-1);
    const padded = open ? length * (open.length + 1) : 0;
    const isWorthIt = tokens < LEAST_TOKENS || padded - tokens - length <= MOST_PADDING * padded;
    if (open && padded <= BATCH_TOKENS && isWorthIt) {
      open.push(sequence);
      tokens += length;
    } else {
      batches.push([sequence]);
      tokens = length;
    }
  }
  return batches;
}
