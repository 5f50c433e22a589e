import type { PaperFormat } from '../paper/types';
import { DIALECT_MARKS, writeDialect } from './dialects';
import { plainLatex } from './plainLatex';
import { readMarks, type PlainText, type WriteMark } from './plainWriter';
import type { TextRange } from './trim';

export type { PlainText } from './plainWriter';

/** The range of the source that a range of a plain text comes from. */
export function sourceRange({ offsets }: PlainText, start: number, end: number): TextRange {
  const first = offsets[start] ?? 0;
  return { start: first, end: end > start ? offsets[end - 1]! + 1 : first };
}

/** Signs that converters leave where a line cuts a word. */
export const HYPHEN = '[-\\u00ad\\u00ac\\u2010]';

/**
 * All marks that are no words, tried in this order. Every repetition is bounded or of one character class, so that every text takes linear
 * time.
 */
const MARKS = [
  ...DIALECT_MARKS,
  '(?<math>\\$\\$?[^$]{1,600}\\$\\$?)',
  // The hyphen of a word that a line end cuts, also one in a quote. `writeMark` checks that a letter precedes it.
  `(?<hyphen>${HYPHEN}(?:<br[ \\t]?/?>)?(?:\\r\\n|\\n|\\r(?!\\n))[ \\t]{0,20}(?:>[ \\t]{0,20}){0,9}(?=\\p{Ll})|${HYPHEN}<br[ \\t]?/?>(?=\\p{Ll}))`,
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
/** Every mark of markdown, each as a named group. */
export const MARK = new RegExp(MARKS.join('|'), 'gmu');

/** What the entities among the marks stand for. */
export const ENTITIES: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&nbsp;': ' ',
  '&#39;': "'",
};
const LETTER = /\p{L}/u;

/**
 * The words of a part of a text, as a model reads them. Markup, link targets, tags, soft hyphens and hyphens at line ends are left out,
 * ligatures become letters, and white space becomes one blank. Formulas keep their letters and signs. Linear in the text.
 *
 * @param start start of the part, UTF-16 code units of `source`; the offsets of the result are those of `source`
 */
export function plainText(source: string, start = 0, end = source.length, format: PaperFormat = 'markdown'): PlainText {
  return format === 'latex' ? plainLatex(source, start, end) : readMarks(source, start, end, MARK, writeMark);
}

/**
 * The words of several pieces, as if nothing stood between them. A word that is hyphenated across a gap becomes one word.
 *
 * @param pieces in text order, UTF-16 code units of `source`
 */
export function plainTextOf(source: string, pieces: readonly TextRange[], format: PaperFormat): PlainText {
  const [first, ...others] = pieces.map(({ start, end }) => plainText(source, start, end, format));
  if (!first) return { text: '', offsets: new Uint32Array() };
  return others.reduce((before, next) => {
    const isCut = /\p{L}[-¬‐]$/u.test(before.text) && /^\p{Ll}/u.test(next.text);
    const kept = isCut ? before.text.length - 1 : before.text.length;
    const blank = isCut || before.text === '' ? '' : ' ';
    const offsets = new Uint32Array(kept + blank.length + next.text.length);
    offsets.set(before.offsets.subarray(0, kept));
    if (blank !== '') offsets[kept] = before.offsets[kept - 1]!;
    offsets.set(next.offsets, kept + blank.length);
    return { text: before.text.slice(0, kept) + blank + next.text, offsets };
  }, first);
}

/** Writes the words of a markdown mark. */
const writeMark: WriteMark = (written, mark, at, groups, part) => {
  if (writeDialect(written, mark, at, groups)) return;
  if (groups['blank'] !== undefined || groups['apart'] !== undefined) written.blank(at);
  else if (groups['math'] !== undefined) written.formula(mark, at);
  else if (groups['hyphen'] !== undefined) {
    if (at === 0 || !LETTER.test(part[at - 1]!)) written.write('-', at);
  } else if (groups['escape'] !== undefined) written.write(mark[1]!, at + 1);
  else if (groups['ligature'] !== undefined) written.ligature(mark, at);
  else if (groups['entity'] !== undefined) {
    if (mark === '&nbsp;') written.blank(at);
    else written.write(ENTITIES[mark]!, at);
  } else if (groups['cells'] !== undefined) written.cells(at);
  else if (groups['line'] !== undefined || groups['rule'] !== undefined) written.blank(at);
};
