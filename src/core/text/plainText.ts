import type { TextRange } from './trim';

/** What a model reads of a part of a paper: the words without the marks around them. */
export interface PlainText {
  readonly text: string;
  /** For each code unit of `text` the offset of the code unit that it comes from, never falling; UTF-16 code units of the source. */
  readonly offsets: Uint32Array;
}

/** The part of the source that a range of a plain text comes from. */
export function sourceRange({ offsets }: PlainText, start: number, end: number): TextRange {
  const first = offsets[start] ?? 0;
  return { start: first, end: end > start ? offsets[end - 1]! + 1 : first };
}

/** Each way to write a mark that is no word, tried in this order. Every repetition is bounded or of one class: no text takes more than linear time. */
const MARKS = [
  '(?<math>\\$\\$?[^$]{1,600}\\$\\$?)',
  // A word that is cut at the end of a line: letters before it are looked at by the code.
  '(?<hyphen>[-\\u00ad](?:\\r\\n|\\n|\\r(?!\\n))[ \\t]{0,20}(?=\\p{Ll}))',
  '(?<unseen>[\\u00ad\\u200b-\\u200d\\u2060\\ufeff\\0])',
  '(?<ligature>[\\ufb00-\\ufb06])',
  '(?<comment><!--[^]{0,2000}?-->)',
  '(?<apart><(?:br|sup|/?t[dhr]|/?p|/?div|/?li)\\b[^<>]{0,300}>)',
  '(?<tag></?[a-zA-Z][^<>]{0,300}>)',
  '(?<rule>^[ \\t]{0,20}\\|?[ \\t]{0,20}:?-{1,200}:?[ \\t]{0,20}(?:\\|[ \\t]{0,20}:?-{1,200}:?[ \\t]{0,20}){0,60}\\|?[ \\t]{0,20}$)',
  '(?<line>^[ \\t]{0,40}(?:(?:>|[-*+](?=[ \\t])|#{1,6}(?=[ \\t])|\\|)[ \\t]{0,20}){1,9})',
  '(?<cells>[ \\t]{0,200}\\|[ \\t]{0,200})',
  '(?<opens>!?\\[(?=[^\\[\\]\\r\\n]{0,400}\\]\\([^()\\s]{0,2000}(?:\\([^()\\s]{0,200}\\)[^()\\s]{0,200})?(?:[ \\t]"[^"\\r\\n]{0,300}")?\\)))',
  '(?<target>\\]\\([^()\\s]{0,2000}(?:\\([^()\\s]{0,200}\\)[^()\\s]{0,200})?(?:[ \\t]"[^"\\r\\n]{0,300}")?\\))',
  '(?<attributes>\\{[#.][^{}\\r\\n]{0,200}\\})',
  '(?<escape>\\\\[!-/:-@\\[-`{-~])',
  '(?<emphasis>\\*{1,3}|(?<![\\p{L}\\p{N}])_{1,3}(?=\\S)|(?<=\\S)_{1,3}(?![\\p{L}\\p{N}])|`{1,3}|~~)',
  '(?<entity>&(?:amp|lt|gt|quot|nbsp|#39);)',
  '(?<address>(?<=https?://[^\\s/]{1,80}/)[^\\s)\\]}>]{12,})',
  '(?<blank>\\s+)',
];
const MARK = new RegExp(MARKS.join('|'), 'gmu');

/** In a formula: commands that say how a letter looks, and signs that group. Of other commands the name stays, as `alpha` in `\\alpha`. */
const MATH_MARK =
  /\\(?:left|right|math(?:bf|rm|cal|bb|it|sf|frak)|bm|boldsymbol|text(?:bf|it|rm)?|operatorname|big[lr]?|quad|qquad)(?![a-zA-Z])\*?|\\[,;:! ]|[\\{}$]|\s+/gi;

const LIGATURES = ['ff', 'fi', 'fl', 'ffi', 'ffl', 'st', 'st'];
const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&nbsp;': ' ',
  '&#39;': "'",
};
const LETTER = /\p{L}/u;

/**
 * The words of a part of a markdown text, as a model reads them: without markup, link targets, tags, soft hyphens and the hyphen of a word that a
 * line end cuts; ligatures are opened; white space is one blank. Of formulas the letters and signs are left. Linear in the text.
 *
 * @param start the part of `source`, UTF-16 code units; the offsets of the result are those of `source`
 */
export function plainText(source: string, start = 0, end = source.length): PlainText {
  const part = source.slice(start, end);
  const written = new PlainWriter(part.length, start);
  let from = 0;
  for (const match of part.matchAll(MARK)) {
    const { index, groups } = match;
    written.copy(part, from, index);
    from = index + match[0].length;
    written.mark(part, index, match[0], groups!);
  }
  written.copy(part, from, part.length);
  return written.done();
}

/**
 * The words of the pieces of a torn text, as if nothing stood between them; a word that the tear cuts with a hyphen is one.
 *
 * @param pieces by place, UTF-16 code units of `source`
 */
export function plainTextOf(source: string, pieces: readonly TextRange[]): PlainText {
  const [first, ...others] = pieces.map(({ start, end }) => plainText(source, start, end));
  if (!first) return { text: '', offsets: new Uint32Array() };
  return others.reduce((before, next) => {
    const isCut = /\p{L}-$/u.test(before.text) && /^\p{Ll}/u.test(next.text);
    const kept = isCut ? before.text.length - 1 : before.text.length;
    const blank = isCut || before.text === '' ? '' : ' ';
    const offsets = new Uint32Array(kept + blank.length + next.text.length);
    offsets.set(before.offsets.subarray(0, kept));
    if (blank !== '') offsets[kept] = before.offsets[kept - 1]!;
    offsets.set(next.offsets, kept + blank.length);
    return { text: before.text.slice(0, kept) + blank + next.text, offsets };
  }, first);
}

/** Collects a plain text and where each of its code units comes from. */
class PlainWriter {
  private readonly pieces: string[] = [];
  private offsets: Uint32Array;
  private length = 0;
  /** Whether the text so far ends with a blank, or is empty: no second one is written. */
  private endsBlank = true;

  constructor(
    size: number,
    private readonly base: number,
  ) {
    this.offsets = new Uint32Array(size + 16);
  }

  /** Writes a formula without what only says how it looks. */
  private formula(formula: string, at: number): void {
    let from = 0;
    for (const { index, 0: mark } of formula.matchAll(MATH_MARK)) {
      this.copy(formula, from, index, at);
      from = index + mark.length;
      if (mark.trim() === '') this.blank(at + index);
    }
    this.copy(formula, from, formula.length, at);
  }

  /** @param at where `part` begins in the part of the source that is read */
  copy(part: string, from: number, to: number, at = 0): void {
    if (from >= to) return;
    this.room(to - from);
    for (let unit = from; unit < to; unit++) this.offsets[this.length++] = this.base + at + unit;
    this.pieces.push(part.slice(from, to));
    this.endsBlank = false;
  }

  /** Writes what is left of a mark. */
  mark(part: string, at: number, mark: string, groups: Readonly<Record<string, string | undefined>>): void {
    if (groups['blank'] !== undefined || groups['apart'] !== undefined) {
      this.blank(at);
    } else if (groups['math'] !== undefined) {
      this.formula(mark, at);
    } else if (groups['hyphen'] !== undefined) {
      if (at === 0 || !LETTER.test(part[at - 1]!)) this.write('-', at);
    } else if (groups['escape'] !== undefined) {
      this.write(mark[1]!, at + 1);
    } else if (groups['ligature'] !== undefined) {
      this.write(LIGATURES[mark.charCodeAt(0) - 0xfb00]!, at);
    } else if (groups['entity'] !== undefined) {
      if (mark === '&nbsp;') this.blank(at);
      else this.write(ENTITIES[mark]!, at);
    } else if (groups['cells'] !== undefined) {
      this.blank(at);
      this.write('|', at);
      this.blank(at);
    } else if (groups['line'] !== undefined || groups['rule'] !== undefined) {
      this.blank(at);
    }
  }

  done(): PlainText {
    const text = this.pieces.join('');
    const trimmed = this.endsBlank && text.endsWith(' ') ? text.slice(0, -1) : text;
    return { text: trimmed, offsets: this.offsets.slice(0, trimmed.length) };
  }

  private blank(at: number): void {
    if (this.endsBlank) return;
    this.write(' ', at);
    this.endsBlank = true;
  }

  private write(text: string, at: number): void {
    this.room(text.length);
    for (let unit = 0; unit < text.length; unit++) this.offsets[this.length++] = this.base + at;
    this.pieces.push(text);
    this.endsBlank = false;
  }

  private room(units: number): void {
    if (this.length + units <= this.offsets.length) return;
    const larger = new Uint32Array(2 * (this.length + units));
    larger.set(this.offsets.subarray(0, this.length));
    this.offsets = larger;
  }
}
