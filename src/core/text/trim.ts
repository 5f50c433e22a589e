/** A range of a text in UTF-16 code units, end exclusive. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** Whether two ranges share text. Without a second range, always true. */
export function overlaps(range: TextRange, other: TextRange | undefined): boolean {
  return other === undefined || (range.start < other.end && range.end > other.start);
}

const WHITE_SPACE = /\s/;

/** Whether the code unit at an offset is white space as `String.prototype.trim` sees it. */
export function isWhiteSpaceAt(text: string, offset: number): boolean {
  const unit = text.charCodeAt(offset);
  if (unit <= 0x20) return unit === 0x20 || (unit >= 0x09 && unit <= 0x0d);
  return unit >= 0xa0 && WHITE_SPACE.test(text[offset]!);
}

/** The range without the white space at both its ends; undefined when nothing is left. */
export function trimRange(text: string, start: number, end: number): TextRange | undefined {
  let from = start;
  let to = end;
  while (from < to && isWhiteSpaceAt(text, from)) from++;
  while (to > from && isWhiteSpaceAt(text, to - 1)) to--;
  return from < to ? { start: from, end: to } : undefined;
}
