import type { AlignedText } from './alignedText';

/** A token of a word with its place in the word, UTF-16 code units. */
export interface WordToken {
  readonly token: string;
  readonly start: number;
  readonly end: number;
}

/** How a text becomes words, and words become tokens. One implementation for each kind of tokenizer. */
export interface Words {
  /** Normalises a slice of a text that starts at `base`. */
  normalize(slice: string, base: number): AlignedText;
  /** Matches the words of a normalised text. */
  readonly pattern: RegExp;
  /** Longer words are cut before they become tokens, UTF-16 code units. */
  readonly longestWord: number;
  /** The tokens of a word, in order. */
  tokensOf(word: string): Iterable<WordToken>;
}
