import type { Sequence } from './tokenizer/pair';

/** The number of tokens of the longest sequence. */
export function longestOf(sequences: readonly Sequence[]): number {
  return sequences.reduce((most, { ids }) => Math.max(most, ids.length), 0);
}

/** Rows padded to one length with 0, one after the other. */
export function padded(rows: readonly (readonly number[])[], length: number): BigInt64Array {
  const numbers = new BigInt64Array(rows.length * length);
  rows.forEach((row, at) => numbers.set(BigInt64Array.from(row, BigInt), at * length));
  return numbers;
}
