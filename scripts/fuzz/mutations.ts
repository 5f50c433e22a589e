import type { RandomNumbers } from '../bench/randomNumbers';

/** Pieces on which parsers fail: markup, numbers at the limits of their types, half characters. */
const PIECES = [
  ...[
    '{',
    '[',
    '- ',
    '? ',
    '---\n',
    '"',
    "'",
    '`',
    '$$',
    '|',
    '#',
    '>',
    '<',
    '<!--',
    '&',
    '*',
    '_',
    '\\',
    '\n',
    '\r\n',
    '\t',
    '\0',
  ],
  ...['0', '-1', '1e300', '4294967296', '9007199254740993', 'null', 'true', '{}', '[]', '""', 'NaN'],
  ...['\u202e', '\u0301', '\ufeff', '😀', 'ﬁ', 'x', 'ing', 'ational'],
].map((piece) => Buffer.from(piece));
/** Bytes that are not valid UTF-8. */
const RAW = [Buffer.of(0xff), Buffer.of(0xed, 0xa0, 0x80), Buffer.alloc(64)];
const MOST_REPEATED = 20_000;

/** Bytes with one to eight random changes: pieces inserted (once or thousands of times), removed, doubled, or overwritten. */
export function changed(bytes: Uint8Array, random: RandomNumbers): Uint8Array {
  let result: Buffer = Buffer.from(bytes);
  for (let change = random.below(8); change >= 0; change--) result = changedOnce(result, random);
  return result;
}

function changedOnce(bytes: Buffer, random: RandomNumbers): Buffer {
  const at = random.below(bytes.length + 1);
  const end = Math.min(bytes.length, at + random.below(200));
  const piece = [...PIECES, ...RAW][random.below(PIECES.length + RAW.length)]!;
  switch (random.below(5)) {
    case 0:
      return Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at)]);
    case 1: {
      const times = 2 ** random.below(15);
      const many = Buffer.alloc(Math.min(MOST_REPEATED, times) * piece.length, piece);
      return Buffer.concat([bytes.subarray(0, at), many, bytes.subarray(at)]);
    }
    case 2:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(end)]);
    case 3:
      return Buffer.concat([bytes.subarray(0, end), bytes.subarray(at)]);
    default:
      return Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(Math.min(bytes.length, at + piece.length))]);
  }
}
