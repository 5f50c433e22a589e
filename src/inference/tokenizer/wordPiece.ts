import type { AlignedText } from './alignedText';
import { type BertNormalization, normalizeBert } from './bertNormalizer';
import type { WordModel } from './wordModel';
import type { Words, WordToken } from './words';

/**
 * The words of BERT: what white space parts, and each punctuation character by itself. All that is ASCII and neither letter nor digit is
 * punctuation, as the reference has it.
 */
const WORD_PATTERN = /[!-/:-@[-`{-~\p{P}]|[^\p{White_Space}\p{P}!-/:-@[-`{-~]+/gu;

/** WordPiece, as BERT has it. */
export class WordPieceWords implements Words {
  readonly pattern = WORD_PATTERN;
  /** Words of any length are taken whole: one that is too long for the vocabulary is a single unknown token. */
  readonly longestWord = Infinity;

  /** @param prefix what tokens inside a word begin with in the vocabulary */
  constructor(
    private readonly normalization: BertNormalization,
    private readonly prefix: string,
    private readonly model: WordModel,
  ) {}

  normalize(slice: string, base: number): AlignedText {
    return normalizeBert(slice, base, this.normalization);
  }

  /** A token that is the only one of its word stands for all of it: the word itself, or the unknown token. */
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
