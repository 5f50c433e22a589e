import type { TextRange } from './trim';

/** Stands in a quote where other text lies between its pieces. */
export const TEAR = ' … ';

/** The text of ranges, as one quote. */
export function textOfPieces(text: string, ranges: readonly TextRange[]): string {
  return joinedText(
    ranges.map(({ start, end }) => text.slice(start, end)),
    () => TEAR,
  );
}

/**
 * The texts of pieces in text order, as one.
 *
 * @param between what stands before the piece of this index; a blank joins the halves of a word that is cut by a hyphen
 */
export function joinedText(pieces: readonly string[], between: (index: number) => string): string {
  return pieces.reduce((joined, piece, index) => {
    if (index === 0) return piece;
    const sign = between(index);
    const isCut = sign === ' ' && /\p{L}[-¬‐]$/u.test(joined) && /^\p{Ll}/u.test(piece);
    return isCut ? joined.slice(0, -1) + piece : joined + sign + piece;
  }, '');
}

/** The parts of a range that lie in the pieces; the whole range when there are no pieces. */
export function within({ start, end }: TextRange, pieces: readonly TextRange[] | undefined): TextRange[] {
  if (!pieces) return [{ start, end }];
  return pieces
    .map((piece) => ({ start: Math.max(start, piece.start), end: Math.min(end, piece.end) }))
    .filter((piece) => piece.start < piece.end);
}

/**
 * Joins ranges that touch or overlap; ranges in text order. They touch when one grapheme lies across the end of one and the start of the
 * next, because both then take in the whole grapheme.
 */
export function joinedPieces(ranges: readonly TextRange[]): TextRange[] {
  const joined: TextRange[] = [];
  for (const range of ranges) {
    const last = joined.at(-1);
    if (last && range.start <= last.end) {
      joined[joined.length - 1] = { start: last.start, end: Math.max(last.end, range.end) };
    } else {
      joined.push(range);
    }
  }
  return joined;
}
