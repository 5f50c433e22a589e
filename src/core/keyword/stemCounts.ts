import { contentStems, stemOf, wordsOf } from './words';

/** How often each stem occurs in a text: all that keyword matching keeps of it. */
export interface StemCounts {
  /** Number of words that count, with repetitions. */
  readonly length: number;
  readonly byStem: ReadonlyMap<string, number>;
}

/** Which words of a text count: content words only, or all words when the question has only stop words. */
export type WordChoice = 'content' | 'all';

/** Counts the stems of a text. This reads every word, so callers should keep the result. */
export function countStems(text: string, words: WordChoice): StemCounts {
  const stems = words === 'content' ? contentStems(text) : wordsOf(text).map(stemOf);
  const byStem = new Map<string, number>();
  for (const stem of stems) byStem.set(stem, (byStem.get(stem) ?? 0) + 1);
  return { length: stems.length, byStem };
}

/** The counts of two texts together. */
export function bothCounts(one: StemCounts, other: StemCounts): StemCounts {
  if (other.length === 0) return one;
  const byStem = new Map(one.byStem);
  for (const [stem, count] of other.byStem) byStem.set(stem, (byStem.get(stem) ?? 0) + count);
  return { length: one.length + other.length, byStem };
}
