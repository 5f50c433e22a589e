import type { PaperFormat } from '../paper/types';
import { writeDialect } from './dialects';
import { ENTITIES, HYPHEN, MARK, plainText } from './plainText';
import { readMarks, type WriteMark } from './plainWriter';
import { withSymbols } from './symbols';
import { unlinked } from './unlinked';

/** HTML tags. Other names in angle brackets, such as `<unk>`, are words of the paper. */
const TAG =
  /^<\/?(?:a|b|i|u|p|em|h[1-6]|hr|br|li|ul|ol|td|th|tr|dd|dl|dt|tt|sup|sub|img|div|pre|col|nav|span|font|code|kbd|math|small|strong|mark|del|ins|s|q|cite|table|thead|tbody|tfoot|center|figure|figcaption|caption|colgroup|picture|source|section|details|summary)\b/i;
const AUTOLINK = /^<((?:https?:\/\/|mailto:|www\.)\S+|[^\s@<>]+@[^\s@<>]+)>$/i;
/** What a converter makes of the sign of a footnote that it has escaped twice. */
const TWICE_ESCAPED = /<sup>&<\/sup>lt;sup>/gi;
const SUPERSCRIPT = /<sup>([^<>]{0,40})<\/sup>/gi;
const SUBSCRIPT = /<sub>([^<>]{0,40})<\/sub>/gi;
const RAISED: Readonly<Record<string, string>> = Object.fromEntries(
  Array.from('0123456789', (digit, at) => [digit, '⁰¹²³⁴⁵⁶⁷⁸⁹'[at]!]),
);
const FOOTNOTE = /\[\^[^\]\s]{1,40}\]/g;
const CODE_ENTITY = /&#(?:x([0-9a-f]{1,6})|([0-9]{1,7}));/gi;
/** Tells a formula in `$` from prices: it has signs of its own, or no blank next to its `$`. */
const FORMULA = /[\\^_{}=<>]|^\$\$?\S(?:[^]*\S)?\$\$?$/;
const CUT_WORD = new RegExp(`(?<=\\p{L})${HYPHEN}(?:\\r\\n|\\n|\\r)[ \\t]*(?=\\p{Ll})`, 'gu');

/**
 * A part of a paper as one line to read, without the marks of its format. Unlike `plainText`, which models read, it keeps what a reader
 * would miss (addresses, citation keys, prices, names in angle brackets), and signs of formulas become letters (`\alpha` is `α`).
 */
export function readableWords(source: string, format: PaperFormat): string {
  return wordsOf(source, format)
    .replace(/\s+/g, ' ')
    .replace(/ +(?=[,;:!?)\]](?:\s|$)|\.(?:\s|$))/g, '')
    .trim();
}

function wordsOf(source: string, format: PaperFormat): string {
  if (format === 'text') return source.replace(CUT_WORD, '');
  const signs = withSymbols(source);
  if (format === 'latex') return plainText(signs, 0, signs.length, 'latex').text;
  const words = unlinked(signs)
    .replace(FOOTNOTE, '')
    .replace(TWICE_ESCAPED, '<sup>')
    .replace(SUPERSCRIPT, (_, raised: string) => Array.from(raised, (sign) => RAISED[sign] ?? sign).join(''))
    .replace(SUBSCRIPT, '$1')
    .replace(CODE_ENTITY, (entity, hex?: string, decimal?: string) => {
      const code = hex === undefined ? Number(decimal) : parseInt(hex, 16);
      return code > 0x1f && code <= 0x10ffff ? String.fromCodePoint(code) : entity;
    });
  return readMarks(words, 0, words.length, MARK, writeMark).text;
}

/** Writes what a reader sees of a markdown mark. */
const writeMark: WriteMark = (written, mark, at, groups, part) => {
  const copy = (text = mark): void => written.write(text, at);
  const { math, tag, entity, emphasis } = groups;
  if (groups['citation'] !== undefined || groups['address'] !== undefined || groups['cells'] !== undefined) copy();
  else if (writeDialect(written, mark, at, groups)) return;
  else if (math !== undefined) {
    const isPrice = !FORMULA.test(math) || (/^\$\d/.test(math) && /\d/.test(part[at + mark.length] ?? ''));
    if (isPrice) copy();
    else written.formula(mark, at);
  } else if (tag !== undefined) {
    if (!TAG.test(tag)) copy(AUTOLINK.exec(tag)?.[1] ?? tag);
  } else if (emphasis !== undefined) {
    // A sign between blanks is one of arithmetic.
    const isAlone = /\s/.test(part[at - 1] ?? 'x') && /\s/.test(part[at + mark.length] ?? 'x');
    if (isAlone) copy();
  } else if (groups['hyphen'] !== undefined) {
    if (!/\p{L}/u.test(part[at - 1] ?? '')) copy('-');
  } else if (groups['escape'] !== undefined) copy(mark[1]);
  else if (groups['ligature'] !== undefined) written.ligature(mark, at);
  else if (entity !== undefined) copy(ENTITIES[entity]);
  else if (['blank', 'apart', 'line', 'rule'].some((name) => groups[name] !== undefined)) written.blank(at);
};
