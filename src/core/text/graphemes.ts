import { isHighSurrogate, isLowSurrogate } from './codePoints';
import { isWhiteSpaceAt, trimRange, type TextRange } from './trim';

/** Made when it is needed: it loads the rules of Unicode, which takes a third of what else starting the extension takes. */
let segmenter: Intl.Segmenter | undefined;

/**
 * How far to each side of an offset its grapheme is looked for, in UTF-16 code units. The longest emoji sequences take about
 * 35; the limit only keeps endless runs of combining marks or flags from costing more than a glance.
 */
const NEIGHBOURHOOD = 256;

/**
 * The range as a reader may see it: without white space at both ends, and with whole graphemes only. A grapheme that the range
 * cuts is taken in, unless it begins with white space (a blank that carries an accent), which would put white space first.
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

/** The grapheme that an offset lies in or begins; an empty range at the end of the text. */
function graphemeAt(text: string, offset: number): TextRange {
  if (offset <= 0 || offset >= text.length) return { start: offset, end: offset };
  // Nearly always: ASCII is never joined with ASCII, but for CR LF.
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

/** Whether a code unit is visible ASCII or a blank: a grapheme begins there, whatever stands before (but for rare prefix signs). */
function isPlain(text: string, offset: number): boolean {
  const unit = text.charCodeAt(offset);
  return unit >= 0x20 && unit < 0x7f;
}

function isAscii(text: string, offset: number): boolean {
  return text.charCodeAt(offset) < 0x7f;
}
