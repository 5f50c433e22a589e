import type { TextRange } from './trim';

/** What stands in a quoted text where other text lies between its pieces. */
const TEAR = ' … ';

/** The text of ranges, as one quote. */
export function textOfPieces(text: string, ranges: readonly TextRange[]): string {
  return ranges.map(({ start, end }) => text.slice(start, end)).join(TEAR);
}

/** A range without what tears it; the range itself where nothing does. */
export function within({ start, end }: TextRange, pieces: readonly TextRange[] | undefined): TextRange[] {
  if (!pieces) return [{ start, end }];
  return pieces
    .map((piece) => ({ start: Math.max(start, piece.start), end: Math.min(end, piece.end) }))
    .filter((piece) => piece.start < piece.end);
}

/** Ranges by place, as one where they touch: two that end and begin inside one grapheme have both become whole there. */
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
