import { isWhiteSpaceAt, trimRange, type TextRange } from '../text/trim';

const LINE_END = '(?:\\r\\n|\\n|\\r(?!\\n))';
/** Characters between the mark that ends a sentence and the blank after it: brackets, quotes, emphasis, a citation. */
const CLOSING = [
  '[*_~)\\]}"\'”’»`$]',
  '\\[[^\\]\\r\\n]{1,40}\\]',
  '\\^[^\\^\\s]{1,20}\\^',
  '\\$\\^[^$\\s]{1,20}\\$',
  '<sup>[^<\\r\\n]{1,40}</sup>',
].join('|');

/**
 * Places where a sentence may end: marks followed by a blank, full-width marks, and line ends before a blank line, a list item or a table
 * row. A run of marks is tried only at its first character, so that long runs take linear time.
 */
const CANDIDATE = new RegExp(
  `(?<![.!?…])(?<mark>[.!?…]+)(?:${CLOSING})*(?=\\s|$)|[。！？]+[”’」』）]*|` +
    `${LINE_END}(?=[^\\S\\r\\n]*(?:>[^\\S\\r\\n]*)*(?:[\\r\\n]|\\||(?:[*+-]|\\d{1,2}[.)])[^\\S\\r\\n]))`,
  'g',
);

/** The word before a full stop, including full stops inside it (`e.g`, `J.R.R`). */
const LAST_WORD = /(?:^|[^\p{L}\p{N}.])((?:\p{L}+\.)*\p{L}+)$/u;
/** UTF-16 code units. Longer words are no abbreviations. */
const WORD_REACH = 24;
/** How far to look after a full stop to see how the text continues; UTF-16 code units. */
const NEXT_REACH = 40;

/** Abbreviations when a number or a label follows; otherwise words, as in "the answer is no". */
const BEFORE_NUMBERS = wordSet(
  'fig figs tab tabs tbl eq eqs eqn eqns sec secs sect ch chap vol vols no nos nr p pp ref refs app appx alg thm lem prop def cor ex ' +
    'art ser ed eds',
);
/** Abbreviations that never end a sentence. */
const NEVER_LAST = wordSet(
  'e.g i.e cf vs viz approx ca resp dr prof mr mrs ms st dept univ proc natl acad sci trans int symp conf',
);
/** Abbreviations that end a sentence only when a capital letter follows. */
const PERHAPS_LAST = wordSet('al etc a.k.a w.r.t i.i.d s.t a.m p.m inc ltd jr sr');
const INITIALS = /^(?:\p{Lu}\p{Ll}?\.)*\p{Lu}$/u;
/** Words that begin sentences but not names. An initial before one of them ends its sentence ("vitamin C. It helps"). */
const STARTERS = wordSet(
  'a all also although an and as at because both but by each finally first for from furthermore given he hence here however i if in ' +
    'it its let many moreover most next no not note on other our she since so some such that the their then there therefore these ' +
    'they this those thus to under using we what when where while with you',
);

const OPENING = '\\s*[*_("\'“‘«\\[{]*';
const NUMBER_FOLLOWS = new RegExp(`^${OPENING}(?:\\p{N}|[$\\\\]|\\p{Lu}{1,2}(?:[.\\p{N}–-]|\\s*[),;:\\]]))`, 'u');
const SMALL_FOLLOWS = new RegExp(`^${OPENING}\\p{Ll}`, 'u');
const CAPITAL_FOLLOWS = new RegExp(`^${OPENING}(\\p{Lu}\\p{L}*)(?![\\p{L}.])`, 'u');
/** A sentence that so far is only the number of an item: `1.`, `(a.`, `2.1.` */
const ENUMERATOR = /^\s*(?:>\s*)*[*_#([]*\s*(?:\d{1,3}(?:\.\d{1,3})*|[A-Za-z]|[ivx]{1,4})$/;

/**
 * The sentences of a part of a text, as a reader sees them. "et al.", "Fig. 2" and initials do not end a sentence. Neither does a line end
 * inside a paragraph, because papers are wrapped. List items and table rows are sentences of their own. Linear in the text.
 *
 * @returns trimmed ranges in text order, UTF-16 code units of `text`
 */
export function sentencesOf(text: string, start: number, end: number): TextRange[] {
  const part = text.slice(start, end);
  const sentences: TextRange[] = [];
  let from = 0;
  const add = (to: number): void => {
    const trimmed = trimRange(part, from, to);
    const range = trimmed && withoutQuoteMarks(part, from, trimmed);
    if (range) sentences.push({ start: start + range.start, end: start + range.end });
    from = to;
  };
  for (const match of part.matchAll(CANDIDATE)) {
    const mark = match.groups?.['mark'];
    if (mark === undefined) {
      const isLineEnd = /^[\r\n]/.test(match[0]);
      add(isLineEnd ? match.index : match.index + match[0].length);
    } else {
      const to = match.index + match[0].length;
      if (goesOn(part, from, match.index, mark, to)) continue;
      add(to);
    }
  }
  add(part.length);
  return sentences;
}

/** Whether the sentence that starts at `from` continues after the mark at `at`, whose closing signs end at `to`. */
function goesOn(part: string, from: number, at: number, mark: string, to: number): boolean {
  if (/[!?]/.test(mark)) return false;
  const next = part.slice(to, to + NEXT_REACH);
  if (SMALL_FOLLOWS.test(next)) return true;
  if (mark !== '.') return false;
  const before = part.slice(Math.max(from, at - WORD_REACH), at);
  if (at - from <= WORD_REACH && ENUMERATOR.test(before)) return true;
  const word = LAST_WORD.exec(before)?.[1];
  return word !== undefined && isAbbreviation(word, next);
}

function isAbbreviation(word: string, next: string): boolean {
  const small = word.toLowerCase();
  if (NEVER_LAST.has(small)) return true;
  if (BEFORE_NUMBERS.has(small)) return NUMBER_FOLLOWS.test(next);
  const capital = CAPITAL_FOLLOWS.exec(next)?.[1];
  if (PERHAPS_LAST.has(small)) return capital === undefined;
  return INITIALS.test(word) && (capital === undefined || !STARTERS.has(capital.toLowerCase()));
}

/** The range without the `>` marks at the start of a quoted line, which belong to no sentence. */
function withoutQuoteMarks(part: string, from: number, { start, end }: TextRange): TextRange | undefined {
  if (part[start] !== '>' || !/[\r\n]/.test(part.slice(from, start))) return { start, end };
  let at = start;
  while (at < end && (part[at] === '>' || isWhiteSpaceAt(part, at))) at++;
  return at < end ? { start: at, end } : undefined;
}

function wordSet(words: string): ReadonlySet<string> {
  return new Set(words.split(' '));
}
