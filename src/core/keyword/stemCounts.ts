import { contentStems, stemOf, wordsOf } from './words';

/** What keyword matching keeps of a text: how often each stem occurs. */
export interface StemCounts {
  /** All words that count, with repetitions. */
  readonly length: number;
  readonly byStem: ReadonlyMap<string, number>;
}

/** Which words of a text count: those that say what it is about, or, for a question of stop words only, all. */
export type WordChoice = 'content' | 'all';

/** Counts the stems of a text. It is read word by word here, so that whoever asks of it again should keep the counts. */
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
