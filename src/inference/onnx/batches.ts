/** Most tokens in a batch. It gives all threads enough work, and is short enough that a cancel is soon noticed. */
const BATCH_TOKENS = 1024;
/** The fixed cost of a batch, in tokens. More padding than this makes a batch slower than two. */
const BATCH_COST = 48;

/** Groups sequences of similar length, shortest first. Each batch is as long as its longest sequence. */
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
