import { eng } from 'stopword';
import porter2 from 'wink-porter2-stemmer';

/**
 * Words of questions and grammar that the library's short list lacks. Without them "Why does it ..." would look for paragraphs with "why"
 * and "does". The last two are what is left of "we'll" and "they've".
 */
const ASKING_WORDS =
  'does doing done why when whether whose whom will shall may cannot its us themselves itself just than nor not no ' +
  'during again further own ll ve';

const STOP_WORDS = new Set([...eng, ...ASKING_WORDS.split(' ')]);

/** At most this many distinct words are cached with their stems; a paper has some 5,000. */
const MOST_CACHED_STEMS = 100_000;

/**
 * UTF-16 code units. Longer words are not stemmed: the longest English ones have 45 letters, and the stemmer takes seconds for a run of
 * thousands, such as a genome sequence.
 */
const LONGEST_STEMMED = 64;

const stems = new Map<string, string>();

/**
 * The words of a text: lower-cased runs of letters and digits, in order, with repetitions. Compatibility forms and accents are folded
 * ("ﬁne-tuned naïvely" gives fine, tuned, naively), because PDF converters write them in many ways.
 */
export function wordsOf(text: string): string[] {
  const plain = /^[\0-\x7f]*$/.test(text)
    ? text
    : text
        .replaceAll('\u00ad', '')
        .normalize('NFKD')
        .replace(/\p{M}+/gu, '');
  return plain.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

/**
 * Whether a word says nothing about a text's subject. Single letters and digits count as stop words: they are section numbers, symbols in
 * formulas, and what is left of "don't".
 */
export function isStopWord(word: string): boolean {
  return word.length === 1 || STOP_WORDS.has(word);
}

/**
 * The Porter2 stem of a word from `wordsOf`; stems are cached. Words with digits (names of models, figures) stay as they are: they do not
 * inflect, and the library uses the digit 3 as its own mark. Overlong words stay as they are too.
 */
export function stemOf(word: string): string {
  if (word.length > LONGEST_STEMMED) return word;
  const known = stems.get(word);
  if (known !== undefined) return known;
  if (stems.size >= MOST_CACHED_STEMS) stems.clear();
  const stem = /\d/.test(word) ? word : porter2(word);
  stems.set(word, stem);
  return stem;
}

/** The stems of a text's content words, in order, with repetitions. */
export function contentStems(text: string): string[] {
  return wordsOf(text)
    .filter((word) => !isStopWord(word))
    .map(stemOf);
}

/** What keyword matching keeps of a text: how often each stem occurs. */
export interface StemCounts {
  /** All words that count, with repetitions. */
  readonly length: number;
  readonly byStem: ReadonlyMap<string, number>;
}

/** Which words of a text count: those that say what it is about, or, for a question of stop words only, all. */
export type WordChoice = 'content' | 'all';

/** Counts the stems of a text. This is slow, so callers keep the counts for the next question. */
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
