import { isWhiteSpaceAt, trimRange, type TextRange } from '../text/trim';

const LINE_END = '(?:\\r\\n|\\n|\\r(?!\\n))';
/** Characters between the mark that ends a sentence and the blank after it: brackets, quotes, emphasis, a citation, the label and end of an image. */
const CLOSING = [
  '[*_~)\\]}"\'”’»`$]',
  '\\[[\\\\[\\]\\d,;\\s–-]{1,40}\\]\\([^()\\s]{1,300}\\)',
  '\\\\\\[[\\d,\\s–-]{1,30}\\\\\\]',
  '\\[[^\\]\\r\\n]{1,40}\\]',
  '\\{[a-z:]{1,20}\\}`[^`\\r\\n]{1,80}`',
  '[\u00b9\u00b2\u00b3\u2070-\u2079]',
  '\\^[^\\^\\s]{1,20}\\^',
  '(?:[^\\S\\r\\n]?\\$\\{ \\}|\\$)\\^[^$\\s]{1,20}\\$',
  '<sup>[^<\\r\\n]{1,40}</sup>',
  '[^\\S\\r\\n]{0,4}\\\\label\\{[^{}\\r\\n]{1,80}\\}(?:\\]\\([^()\\s]{0,300}\\)(?:\\{[^{}\\r\\n]{0,80}\\})?)?',
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
    'art ser ed eds v ver jan feb mar apr jun jul aug sep sept oct nov dec',
);
/** Those that a single letter may also follow, as in "App. B shows". */
const BEFORE_LETTERS = wordSet('fig figs tab tbl eq eqs sec sect app appx alg thm lem');
/** Abbreviations that never end a sentence. */
const NEVER_LAST = wordSet(
  'e.g i.e cf vs viz approx ca resp dr prof mr mrs ms st dept univ proc natl acad sci trans int symp conf mt suppl supp',
);
/** Abbreviations that end a sentence only when a capital letter follows. */
const PERHAPS_LAST = wordSet('al etc a.k.a w.r.t i.i.d s.t a.m p.m inc ltd jr sr');
const INITIALS = /^(?:\p{Lu}\p{Ll}?\.)*\p{Lu}$/u;
/** Words that begin sentences but not names. An initial before one of them ends its sentence ("vitamin C. It helps"). */
const STARTERS = wordSet(
  'a all also although an and as at because both but by each finally first for from furthermore given he hence here however i if in ' +
    'it its let many moreover most next no not note on other our she since so some such that the their then there therefore these ' +
    'they this those thus to under using we what when where while with you figure table participants patients results',
);
/** A letter after one of these names a thing, not a person, so it can end a sentence ("in Group L. Patients"). */
const NAMED_BY_LETTER =
  /(?:^|[^\p{L}])(?:groups?|types?|class|panels?|phases?|grades?|models?|cases?|conditions?|sets?|plans?|arms?|vitamin|hepatitis|appendix|figure|table|section)\s+\p{Lu}$/iu;
/** What no sentence begins with. A number or a file ending may (`.5`, `.csv`). */
const CONTINUES = /^\s*(?:[,;]|\.(?![\p{L}\p{N}]))/u;

const OPENING = '\\s*[*_("\'“‘«\\[{]*';
const NUMBER_FOLLOWS = new RegExp(`^${OPENING}(?:\\p{N}|[$\\\\]|\\p{Lu}{1,2}(?:[.\\p{N}–-]|\\s*[),;:\\]]))`, 'u');
const LETTER_FOLLOWS = new RegExp(`^${OPENING}(\\p{Lu})(?=\\s+\\p{Ll})`, 'u');
/**
 * A small letter. Not one in emphasis, as a name or a symbol may begin a sentence, and neither the number of an item, as in "(b) It", nor a
 * name such as "mRNA".
 */
const SMALL_FOLLOWS = /^\s*(?!\([a-z]{1,3}\)\s+[\p{Lu}]|\p{Ll}{1,3}\p{Lu}\p{L})[("'“‘«\[{]*\p{Ll}/u;
const CAPITAL_FOLLOWS = new RegExp(`^${OPENING}(\\p{Lu}\\p{L}*)(?![\\p{L}.])`, 'u');
/** A sentence that so far is only the label of a caption or a theorem: `Fig. 3.`, `**Table 2a.` */
const LABEL =
  /^\s*(?:>\s*)*[*_#([]*(?:fig|figure|tab|table|scheme|box|listing|algorithm|theorem|lemma|definition|proposition|corollary|example|remark|step)\.?\s+(?:\p{Lu}\.?)?\p{N}{1,3}(?:\.\p{N}{1,3})*\p{L}?[*_]*$/iu;
/** A sentence that so far is only the number of an item: `1.`, `(a.`, `- 2.1.`, `[^0]: 4.` */
const ENUMERATOR =
  /^\s*(?:>\s*)*(?:\[\^\w{1,6}\]:\s*)?[-+•]?\s*[*_#([]*\s*(?:\d{1,3}(?:\.\d{1,3})*|[A-Za-z]|[ivx]{1,4})$/;

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
  if (SMALL_FOLLOWS.test(next) || CONTINUES.test(next)) return true;
  if (mark !== '.') return false;
  const before = part.slice(Math.max(from, at - WORD_REACH), at);
  if (at - from <= WORD_REACH && (ENUMERATOR.test(before) || LABEL.test(before))) return true;
  const word = LAST_WORD.exec(before)?.[1];
  return word !== undefined && !NAMED_BY_LETTER.test(before) && isAbbreviation(word, next);
}

function isAbbreviation(word: string, next: string): boolean {
  const small = word.toLowerCase();
  if (NEVER_LAST.has(small)) return true;
  const isInitial = INITIALS.test(word);
  if (BEFORE_NUMBERS.has(small) && !isInitial) {
    return NUMBER_FOLLOWS.test(next) || (BEFORE_LETTERS.has(small) && isLetter(next, word));
  }
  const capital = CAPITAL_FOLLOWS.exec(next)?.[1];
  if (PERHAPS_LAST.has(small)) return capital === undefined;
  return isInitial && (capital === undefined || !STARTERS.has(capital.toLowerCase()));
}

/** Whether the next letter is the label of an abbreviation. "A" and "I" are only after a capital ("App. A"), because "the app. A user" has no label. */
function isLetter(next: string, word: string): boolean {
  const letter = LETTER_FOLLOWS.exec(next)?.[1];
  return letter !== undefined && (/^\p{Lu}/u.test(word) || !/[AI]/.test(letter));
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
