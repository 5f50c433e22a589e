/**
 * The words of byte-level BPE: the pattern of GPT-2, with `\s` written out as Unicode's White_Space. JavaScript's own `\s` has
 * U+FEFF and lacks U+0085, the reference's is the other way round.
 */
export const WORD_PATTERN =
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

const encoder = new TextEncoder();

/** A word with each byte of its UTF-8 form as one character. */
export function byteString(word: string): string {
  let bytes = '';
  for (const byte of encoder.encode(word)) bytes += BYTE_CHARACTERS[byte]!;
  return bytes;
}

/** The number of bytes that a code point takes in UTF-8. */
export function utf8Length(codePoint: number): number {
  if (codePoint < 0x80) return 1;
  if (codePoint < 0x800) return 2;
  return codePoint < 0x10000 ? 3 : 4;
}
