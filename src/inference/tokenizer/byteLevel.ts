import type { AlignedText } from './alignedText';
import { sliceOfSource } from './alignedText';
import { normalizeNfc } from './nfc';
import type { WordModel } from './wordModel';
import type { Words, WordToken } from './words';

/**
 * The words of byte-level BPE: GPT-2's pattern, with `\s` written out as Unicode's White_Space. JavaScript's `\s` includes U+FEFF and lacks
 * U+0085; the reference's is the reverse.
 */
const WORD_PATTERN =
  /'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\p{White_Space}\p{L}\p{N}]+|\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+/gu;

/**
 * The character for each byte in a byte-level vocabulary. Printable Latin-1 characters stand for themselves, the others start at U+0100
 * (OpenAI's bytes_to_unicode of GPT-2).
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
 * Longest word that is tokenised in one piece, UTF-16 code units. No real word comes near it. The time for merges grows faster than the
 * word: 32 s for a million letters in one piece.
 */
export const MAX_WORD_LENGTH = 4096;

/** Byte-level BPE, as in ModernBERT. */
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

  /**
   * Maps the tokens of a word to its characters by counting bytes. A token that covers part of a character gets the range of the whole
   * character.
   */
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

/** A word with one character for each byte of its UTF-8 form. */
function byteString(word: string): string {
  let bytes = '';
  for (const byte of encoder.encode(word)) bytes += BYTE_CHARACTERS[byte]!;
  return bytes;
}

function utf8Length(codePoint: number): number {
  if (codePoint < 0x80) return 1;
  if (codePoint < 0x800) return 2;
  return codePoint < 0x10000 ? 3 : 4;
}
