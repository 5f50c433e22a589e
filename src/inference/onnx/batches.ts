/** A batch has about this many tokens at most: enough work for all threads, and short enough that a cancel is soon heard. */
const BATCH_TOKENS = 1024;
/** What a batch costs beside its tokens, in tokens: more padding than this is no gain. */
const BATCH_COST = 48;

/** Puts sequences of like length together, the shortest first; each batch is as long as its longest sequence. */
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
