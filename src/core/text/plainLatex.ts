import { readMarks, type PlainText, type PlainWriter, type WriteMark } from './plainWriter';

const OPTIONAL = String.raw`(?:[ \t]*\[[^\[\]]{0,300}\]){0,3}`;
const GROUP = String.raw`[ \t]*\{(?:[^{}]|\{[^{}]{0,100}\}){0,500}\}`;
const WHOLE_NAME = String.raw`(?![a-zA-Z@])\*?`;

/** Commands whose first argument only says where something is or how it looks. The text of their other arguments is kept. */
const ASIDE =
  'label|[a-zA-Z]{0,8}[rR]ef|[cC]refrange|[a-zA-Z]{0,8}[cC]ite[a-zA-Z]{0,12}|includegraphics|input|include|[vh]space|index|bibitem|color|' +
  'textcolor|colorbox|href|hyperref|hypertarget|texorpdfstring|begin|end|cline|cmidrule|hypersetup|pagestyle|bibliographystyle|fontsize|rule|todo';
/** The same for the first two arguments. */
const TWICE_ASIDE = 'multicolumn|multirow|setlength|addtolength|setcounter|resizebox|raisebox|parbox|fcolorbox';
const TABLES =
  'tabular|tabularx|tabulary|longtable|longtabu|tabu|supertabular|xltabular|tblr|array|minipage|wrapfigure|wraptable';
/** Commands that separate the words before them from the words after them. */
const APART =
  'item|par|quad|qquad|newline|linebreak|tabularnewline|hfill|space|enspace|thinspace|[ht]line|toprule|midrule|bottomrule|footnote|' +
  'footnotetext|thanks|centering|noindent|caption|captionof|subcaption|endhead|endfirsthead|endfoot|endlastfoot';

/**
 * All marks that are no words, tried in this order. Every repetition is bounded or of one character class, so that every text takes linear
 * time.
 */
const MARKS = [
  /(?<comment>%[^\r\n]*(?:(?:\r\n|\n|\r)[ \t]*)?)/,
  /(?<math>\$\$?[^$]{1,600}\$\$?|\\\([^]{1,600}?\\\)|\\\[[^]{1,2000}?\\\])/,
  /(?<line>\\\\\*?(?:\[[^\][\r\n]{0,40}\])?)/,
  /\\(?<accent>[`'^"~=.]|[uvHckr](?![a-zA-Z]))[ \t]?(?:\{\\?(?<inBraces>[a-zA-Z])\}|\\?(?<bare>[a-zA-Z]))/,
  /\\(?<escape>[%&$#_{}])/,
  new RegExp(String.raw`\\begin[ \t]*\{(?<table>${TABLES})\*?\}${OPTIONAL}(?:${GROUP}){0,2}`),
  new RegExp(String.raw`(?<aside>\\(?:${ASIDE})${WHOLE_NAME}${OPTIONAL}${GROUP})`),
  new RegExp(String.raw`(?<twiceAside>\\(?:${TWICE_ASIDE})${WHOLE_NAME}${OPTIONAL}(?:${GROUP}){0,2})`),
  new RegExp(String.raw`(?<apart>\\(?:${APART})${WHOLE_NAME})`),
  /\\(?<letter>ss|[oOlLij]|[ao]e|aa|AE|AA|OE)(?![a-zA-Z@])(?:\{\}|[ \t])?/,
  /\\(?<command>[a-zA-Z@]+)\*?(?:\{\})?/,
  /(?<unseen>\\[-/!]|[{}$\u00ad\u200b-\u200d\u2060\ufeff\0])/,
  /(?<tie>~|\\[,;:> \t\r\n])/,
  /(?<ligature>[\ufb00-\ufb06])/,
  /(?<quote>``|'')/,
  /(?<dash>---?)/,
  /(?<cells>[ \t]{0,200}&[ \t]{0,200})/,
  /(?<blank>\s+)/,
].map(({ source }) => source);
const MARK = new RegExp(MARKS.join('|'), 'gu');

const ACCENTS: Readonly<Record<string, string>> = {
  '`': '\u0300',
  "'": '\u0301',
  '^': '\u0302',
  '~': '\u0303',
  '=': '\u0304',
  u: '\u0306',
  '.': '\u0307',
  '"': '\u0308',
  r: '\u030a',
  H: '\u030b',
  v: '\u030c',
  c: '\u0327',
  k: '\u0328',
};
const LETTERS: Readonly<Record<string, string>> = {
  ss: 'ß',
  o: 'ø',
  O: 'Ø',
  ae: 'æ',
  AE: 'Æ',
  oe: 'œ',
  OE: 'Œ',
  aa: 'å',
  AA: 'Å',
  l: 'ł',
  L: 'Ł',
  i: 'i',
  j: 'j',
  S: '§',
  LaTeX: 'LaTeX',
  TeX: 'TeX',
  BibTeX: 'BibTeX',
  ldots: '…',
  dots: '…',
  textbackslash: '\\',
  textasciitilde: '~',
  textregistered: '®',
  texttrademark: '™',
  copyright: '©',
  textdegree: '°',
  degree: '°',
  textmu: 'µ',
  textendash: '–',
  textemdash: '—',
};

/**
 * The words of a part of a LaTeX text, as a model reads them. Command names are left out; the text of their arguments mostly stays. Keys of
 * references and citations, file names, lengths and comments are left out too. Linear in the text.
 *
 * @param start start of the part, UTF-16 code units of `source`; the offsets of the result are those of `source`
 */
export function plainLatex(source: string, start: number, end: number): PlainText {
  return readMarks(source, start, end, MARK, writeMark);
}

const writeMark: WriteMark = (written, mark, at, groups) => {
  const { accent, command, escape } = groups;
  const letter = LETTERS[groups['letter'] ?? command ?? ''];
  const isParted = ['line', 'apart', 'tie', 'blank', 'table'].some((name) => groups[name] !== undefined);
  if (isParted) written.blank(at);
  else if (groups['math'] !== undefined) writeFormula(written, mark, at);
  else if (accent !== undefined) {
    const base = groups['inBraces'] ?? groups['bare']!;
    written.write(`${base}${ACCENTS[accent]!}`.normalize('NFC'), at + mark.lastIndexOf(base));
  } else if (escape !== undefined) written.write(escape, at + 1);
  else if (letter !== undefined) written.write(letter, at);
  else if (groups['ligature'] !== undefined) written.ligature(mark, at);
  else if (groups['quote'] !== undefined) written.write('"', at);
  else if (groups['dash'] !== undefined) written.write(mark.length === 2 ? '–' : '—', at);
  else if (groups['cells'] !== undefined) written.cells(at);
};

function writeFormula(written: PlainWriter, mark: string, at: number): void {
  if (mark.startsWith('$')) written.formula(mark, at);
  else written.formula(mark.slice(2, -2), at + 2);
}
