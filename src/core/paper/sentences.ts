import { trimRange, type TextRange } from '../text/trim';

/** Unicode's own sentence rules (UAX 29), which every Node and VS Code carries; they end a sentence after "Fig." and "et al." too. */
const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });

/** Abbreviations of papers that a sentence goes on after. */
const ABBREVIATION =
  /(?:^|[\s([{*_"'–—-])(?:et al|cf|e\.g|i\.e|viz|vs|resp|approx|ca|no|nos|vol|pp?|ch|sec|sect|secs|figs?|tabs?|tbl|eqs?|eqns?|refs?|appx?|alg|thm|lem|prop|def|cor|ex|dr|prof|mr|mrs|ms|st|jr|sr|dept|univ|inc|ltd|al|a\.k\.a|w\.r\.t|i\.i\.d|s\.t|[A-Z])\.[*_]{0,3}\s*$/i;
/** What ends a sentence whatever follows: a mark, and marks of emphasis or brackets behind it. */
const ENDED = /[.!?…:][*_)\]"'”’`]*\s*$|[。！？]\s*$/;
/** A blank line ends a sentence: it parts the items of a list from each other. */
const BREAK = /(?:\r\n|\r|\n)[^\S\r\n]*(?:\r\n|\r|\n)\s*$/;
/** A new item of a list begins. */
const ITEM = /^(?:[*+-]|\d{1,9}[.)])\s/;

/**
 * The sentences of a part of a text, as a reader sees them: "et al.", "Fig. 2" and initials end none. A line end inside a paragraph
 * ends none either, as papers are wrapped.
 *
 * @returns trimmed ranges by place, UTF-16 code units of `text`
 */
export function sentencesOf(text: string, start: number, end: number): TextRange[] {
  const part = text.slice(start, end);
  const sentences: TextRange[] = [];
  let from = 0;
  for (const { index, segment } of segmenter.segment(part)) {
    const to = index + segment.length;
    if (to < part.length && goesOn(part, from, to)) continue;
    const range = trimRange(text, start + from, start + to);
    if (range) sentences.push(range);
    from = to;
  }
  return sentences;
}

/** Longest tail that is looked at for an abbreviation, UTF-16 code units: a pattern over a whole page would be slow. */
const TAIL = 24;

/** Whether the sentence [from, to) is not over at `to`. */
function goesOn(part: string, from: number, to: number): boolean {
  const tail = part.slice(Math.max(from, to - TAIL), to);
  if (BREAK.test(tail) || ITEM.test(part.slice(to, to + 12))) return false;
  if (!ENDED.test(tail)) return true;
  return ABBREVIATION.test(tail);
}
