import type { AlignedText } from './alignedText';
import { sliceOfSource } from './alignedText';
import { normalizeNfc } from './nfc';
import type { WordModel } from './wordModel';
import type { Words, WordToken } from './words';

/**
 * The words of byte-level BPE: the pattern of GPT-2, with `\s` written out as Unicode's White_Space. JavaScript's own `\s` has
 * U+FEFF and lacks U+0085, the reference's is the other way round.
 */
const WORD_PATTERN =
  /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\p{White_Space}\p{L}\p{N}]+|\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+/gu;

/**
 * The character that stands for each byte in a byte-level vocabulary: printable Latin-1 characters for themselves, the others
 * from U+0100 on (OpenAI's bytes_to_unicode of GPT-2).
 */
export const BYTE_CHARACTERS: readonly string[] = byteCharacters();

function byteCharacters(): string[] {
  let next = 0x100;
  return Array.from({ length: 256 }, (_, byte) => {
    const isPrintable = (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte !== 0xad);
    return String.fromCodePoint(isPrintable ? byte : next++);
  });
}

/**
 * The longest word that is tokenised in one piece, UTF-16 code units. No word of any language comes near it, and the time that the
 * merges take grows faster than the word: 32 s for a million letters in one piece.
 */
export const MAX_WORD_LENGTH = 4096;

/** Byte-level BPE, as ModernBERT has it. */
export class ByteLevelWords implements Words {
  readonly pattern = WORD_PATTERN;
  readonly longestWord = MAX_WORD_LENGTH;

  /** @param nfc whether the text is normalised to NFC */
  constructor(
    private readonly nfc: boolean,
    private readonly model: WordModel,
  ) {}

  normalize(slice: string, base: number): AlignedText {
    return this.nfc ? normalizeNfc(slice, base) : sliceOfSource(slice, base);
  }

  /** Walks the tokens of a word over its bytes: a token that covers a part of a character has the range of the whole. */
  *tokensOf(word: string): Generator<WordToken> {
    let next = 0;
    let first = 0;
    let bytesLeft = 0;
    for (const token of this.model.encode([byteString(word)])) {
      const start = bytesLeft > 0 ? first : next;
      let bytes = token.length - bytesLeft;
      while (bytes > 0) {
        const codePoint = word.codePointAt(next)!;
        first = next;
        next += codePoint > 0xffff ? 2 : 1;
        bytes -= utf8Length(codePoint);
      }
      bytesLeft = -bytes;
      yield { token, start, end: next };
    }
  }
}

const encoder = new TextEncoder();

/** A word with each byte of its UTF-8 form as one character. */
function byteString(word: string): string {
  let bytes = '';
  for (const byte of encoder.encode(word)) bytes += BYTE_CHARACTERS[byte]!;
  return bytes;
}

/** The number of bytes that a code point takes in UTF-8. */
function utf8Length(codePoint: number): number {
  if (codePoint < 0x80) return 1;
  if (codePoint < 0x800) return 2;
  return codePoint < 0x10000 ? 3 : 4;
}
