import { countUpTo } from '../text/lines';
import type { TextRange } from '../text/trim';
import { directiveLines } from './directives';
import type { LineScan } from './lineScan';

/** A text prepared for the markdown parser, with the way back to the paper's offsets. */
export interface ParserInput {
  readonly text: string;
  /** The offset in the paper of an offset in `text`. For a line end it may be any offset within it. */
  toPaper(offset: number): number;
}

/** Longest run of blanks that the parser gets. Longer runs mean nothing and make its patterns slow. */
const MAX_BLANKS = 64;
const SHORTENED = new RegExp(`\\r\\n?|[^\\S\\r\\n]{${MAX_BLANKS},}`, 'g');
/** The number of an underlined heading. The parser would take it for the number of a list item. */
const UNDERLINED_NUMBER =
  /^( {0,3}\d{1,3})[.)](?=[ \t]+\S[^\r\n]*(?:\r\n|\r|\n) {0,3}(?:={3,}|-{3,})[ \t]*(?:[\r\n]|$))/gm;
/** A line with more nested quotes and list items than this is read as text: the parser's time grows with their square. */
const DEEP_NESTING = /^[ \t]*(?:>[ \t]*|(?:[*+-]|\d{1,9}[.)])[ \t]+){100,}/gm;

/**
 * Prepares a text for the parser: line ends become `\n`, long runs of blanks are shortened, lines of directives are blanked. Display
 * mathematics is masked, so that `- x` and `+ y` in a formula do not become lists.
 */
export function parserInput(text: string, scan: LineScan): ParserInput {
  const begin = scan.frontMatter?.end ?? 0;
  const withoutMath = maskRanges(text, scan.math, maskLine);
  const withoutDirectives = maskRanges(withoutMath, directiveLines(withoutMath, scan), (lines) =>
    lines.replace(/[^\r\n]/g, ' '),
  );
  const masked = withoutDirectives
    .slice(begin)
    .replace(DEEP_NESTING, maskLine)
    .replace(UNDERLINED_NUMBER, '$1x')
    .replaceAll('\uFEFF', ' ');
  /** `places`: the offset in the prepared text after each removal. `removed`: the total length removed so far. */
  const places: number[] = [];
  const removed: number[] = [];
  let total = begin;
  const prepared = masked.replace(SHORTENED, (run, place: number) => {
    const isLineEnd = run.startsWith('\r');
    const kept = isLineEnd ? 1 : MAX_BLANKS;
    if (run.length === kept) return isLineEnd ? '\n' : run;
    places.push(place + begin - total + kept);
    total += run.length - kept;
    removed.push(total);
    return isLineEnd ? '\n' : run.slice(0, kept);
  });
  return {
    text: prepared,
    toPaper: (offset) => offset + (removed[countUpTo(places, offset) - 1] ?? begin),
  };
}

function maskRanges(text: string, ranges: readonly TextRange[], mask: (part: string) => string): string {
  if (ranges.length === 0) return text;
  const parts: string[] = [];
  let from = 0;
  for (const { start, end } of ranges) {
    parts.push(text.slice(from, start), mask(text.slice(start, end)));
    from = end;
  }
  parts.push(text.slice(from));
  return parts.join('');
}

function maskLine(text: string): string {
  return text.replace(/[^\r\n]/g, 'x');
}
