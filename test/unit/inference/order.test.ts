import { describe, expect, it } from 'vitest';
import type { ChunkInput } from '../../../src/inference/engine';
import { FIRST_CHUNK_CHARS, scoringOrder } from '../../../src/inference/order';

/** Chunks of these lengths, one behind the other. */
function inputs(...lengths: readonly number[]): ChunkInput[] {
  let start = 0;
  return lengths.map((length) => {
    const chunk = { start, end: start + length, headings: [] };
    start += length;
    return { paper: '', chunk, text: 'x'.repeat(length), parts: [], units: () => [] };
  });
}

const LONG = FIRST_CHUNK_CHARS + 1;
const order = (chunks: readonly ChunkInput[], promises: readonly number[]): number[] =>
  scoringOrder(chunks, undefined, (input) => promises[chunks.indexOf(input)]!).map(({ index }) => index);

describe('the order of scoring', () => {
  it('the most promising chunks come first, ties in text order', () => {
    expect(order(inputs(10, 10, 10, 10), [0.1, 0.5, 0.1, 0.9])).toEqual([3, 1, 0, 2]);
  });

  it('the most promising short chunk comes first, before a more promising long one', () => {
    expect(order(inputs(LONG, LONG, FIRST_CHUNK_CHARS, 10), [0.9, 0.8, 0.5, 0.2])).toEqual([2, 0, 1, 3]);
  });

  it('a short chunk with score 0 is not moved to the front', () => {
    expect(order(inputs(10, LONG, LONG), [0, 0.8, 0.9])).toEqual([2, 1, 0]);
  });

  it('only chunks that touch the scope are scored', () => {
    const chunks = inputs(10, 10, 10);
    expect(scoringOrder(chunks, { start: 15, end: 16 }, () => 0).map(({ index }) => index)).toEqual([1]);
    expect(scoringOrder(chunks, { start: 10, end: 20 }, () => 0).map(({ index }) => index)).toEqual([1]);
  });
});
