import type { AlignedText } from './alignedText';
import { type BertNormalization, normalizeBert } from './bertNormalizer';
import type { WordModel } from './wordModel';
import type { Words, WordToken } from './words';

/**
 * The words of BERT: split at white space, and each punctuation character by itself. Every ASCII character that is neither letter nor digit
 * is punctuation, as in the reference.
 */
const WORD_PATTERN = /[!-/:-@[-`{-~\p{P}]|[^\p{White_Space}\p{P}!-/:-@[-`{-~]+/gu;

/** WordPiece, as in BERT. */
export class WordPieceWords implements Words {
  readonly pattern = WORD_PATTERN;
  /** Words are never cut: a word that is too long for the vocabulary is one unknown token. */
  readonly longestWord = Infinity;

  /** @param prefix start of tokens inside a word, as in the vocabulary */
  constructor(
    private readonly normalization: BertNormalization,
    private readonly prefix: string,
    private readonly model: WordModel,
  ) {}

  normalize(slice: string, base: number): AlignedText {
    return normalizeBert(slice, base, this.normalization);
  }

  /** When a word has a single token, it covers the whole word: the word itself, or the unknown token. */
  *tokensOf(word: string): Generator<WordToken> {
    const tokens = this.model.encode([word]);
    if (tokens.length === 1) {
      yield { token: tokens[0]!, start: 0, end: word.length };
      return;
    }
    let start = 0;
    for (const token of tokens) {
      const end = start + token.length - (start > 0 ? this.prefix.length : 0);
      yield { token, start, end };
      start = end;
    }
  }
}
