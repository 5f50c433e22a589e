import { isHighSurrogate, isLowSurrogate } from './codePoints';
import { isWhiteSpaceAt, trimRange, type TextRange } from './trim';

/** Created on first use: it loads the rules of Unicode, which would add a third to the time of starting the extension. */
let segmenter: Intl.Segmenter | undefined;

/**
 * How far on each side of an offset its grapheme is searched, in UTF-16 code units. The longest emoji sequences have about 35. The limit
 * keeps endless runs of combining marks or flags cheap.
 */
const NEIGHBOURHOOD = 256;

/**
 * The range as a reader may see it: no white space at its ends, and only whole graphemes. A grapheme that the range cuts is included,
 * unless it begins with white space (a blank with an accent).
 *
 * @returns undefined when nothing visible is left
 */
export function trimToGraphemes(text: string, start: number, end: number): TextRange | undefined {
  let range = trimRange(text, start, end);
  while (range) {
    const first = graphemeAt(text, range.start);
    if (first.start < range.start && isWhiteSpaceAt(text, first.start)) {
      range = trimRange(text, first.end, range.end);
      continue;
    }
    const last = graphemeAt(text, range.end);
    return { start: first.start, end: last.start < range.end ? last.end : range.end };
  }
  return undefined;
}

/** The grapheme that contains an offset or begins there; an empty range at the end of the text. */
function graphemeAt(text: string, offset: number): TextRange {
  if (offset <= 0 || offset >= text.length) return { start: offset, end: offset };
  // The common case: two ASCII characters are never one grapheme, except CR LF.
  if (isAscii(text, offset - 1) && isPlain(text, offset) && (offset + 1 === text.length || isAscii(text, offset + 1))) {
    return { start: offset, end: offset + 1 };
  }
  let from = offset;
  while (from > 0 && offset - from < NEIGHBOURHOOD && !isPlain(text, from - 1)) from--;
  if (from > 0) from--;
  if (from > 0 && isLowSurrogate(text.charCodeAt(from)) && isHighSurrogate(text.charCodeAt(from - 1))) from--;
  let to = offset + 1;
  while (to < text.length && to - offset < NEIGHBOURHOOD && !isPlain(text, to)) to++;

  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  const segment = segmenter.segment(text.slice(from, to)).containing(offset - from);
  if (!segment) return { start: offset, end: offset };
  const start = from + segment.index;
  return { start, end: start + segment.segment.length };
}

/** Whether a code unit is visible ASCII or a blank. A grapheme begins there, except after rare prefix signs. */
function isPlain(text: string, offset: number): boolean {
  const unit = text.charCodeAt(offset);
  return unit >= 0x20 && unit < 0x7f;
}

function isAscii(text: string, offset: number): boolean {
  return text.charCodeAt(offset) < 0x7f;
}
