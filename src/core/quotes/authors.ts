import { plainText } from '../text/plainText';

/** Who wrote a paper and when, as it says itself. */
export interface Byline {
  /** Full names, in the order of the paper. */
  readonly authors?: readonly string[];
  /** Four digits. */
  readonly year?: string;
}

/** A title block also has the title. */
export interface TitleBlock extends Byline {
  readonly title?: string;
}

/** Only this much of a text is searched for its authors, UTF-16 code units. */
const MAX_CHARS = 100_000;
/** A longer value is not a name, UTF-16 code units. */
const MAX_NAME_CHARS = 100;
/** A longer value holds no names, UTF-16 code units. */
const MAX_VALUE_CHARS = 20_000;
const YEAR = /(?<!\d)(?:1[5-9]|20)\d\d(?!\d)/;
/** Two to six words without digits or addresses: what is left of a name after its marks are taken away. */
const NAME = /^\p{Lu}[\p{L}\p{M}.'’-]*(?: [\p{L}\p{M}.'’-]+){1,5}$/u;
const PANDOC_LINE = /^%[ \t]?(.*)(?:\r?\n|$)/;
const LATEX_AUTHOR = /^[^%\r\n]{0,200}?\\author[ \t]*(?:\[[^\][\r\n]{0,200}\][ \t]*)?(?=\{)/gm;
const LATEX_DATE = /^[^%\r\n]{0,200}?\\date[ \t]*(?=\{)/m;
/** Footnotes and marks of affiliations, which stand among the names. */
const LATEX_ASIDE =
  /\\(?:thanks|footnote|footnotemark|inst|textsuperscript|orcid\w*|email)[ \t]*(?:\[[^\][]{0,50}\])?(?:\{[^{}]{0,300}\})?|\$[^$]{0,100}\$/g;

/** A title block of pandoc: lines that begin with `%`, for title, authors and date. */
export function pandocTitleBlock(text: string): TitleBlock {
  const lines: string[] = [];
  let rest = text.slice(0, MAX_CHARS);
  for (let line = PANDOC_LINE.exec(rest); line && lines.length < 3; line = PANDOC_LINE.exec(rest)) {
    lines.push(line[1]!.trim());
    rest = rest.slice(line[0].length);
  }
  const [title = '', authors = '', date = ''] = lines;
  return { ...(title === '' ? {} : { title }), ...byline(namesOf(authors.split(';')), date) };
}

/** The authors of a LaTeX text's `\author` commands, if all that stands there reads as names, and the year of `\date`. */
export function latexTitleBlock(text: string): TitleBlock {
  const start = text.slice(0, MAX_CHARS);
  const names = [...start.matchAll(LATEX_AUTHOR)].flatMap(({ index, 0: command }) => {
    const inside = bracedAt(start, index + command.length).replace(LATEX_ASIDE, ' ');
    // Below the names of a line stand affiliations and addresses.
    return inside.split(/\\(?:and|And|AND)(?![a-zA-Z])/).flatMap((part) =>
      part
        .trim()
        .split('\\\\')[0]!
        .split(/,|(?<=\s)and\s/),
    );
  });
  const authors = namesOf(names.map(plainLatex));
  const date = LATEX_DATE.exec(start);
  const areNames = authors.every((name) => NAME.test(name));
  return byline(areNames ? authors : [], date ? bracedAt(start, date.index + date[0].length) : '');
}

/**
 * The authors and the year of a BibTeX entry.
 *
 * @param entry the text from its `@` on
 */
export function bibtexByline(entry: string): Byline {
  const fields = bracedAt(entry, entry.indexOf('{'));
  const field = (name: string): string => {
    const found = new RegExp(`(?<![a-z])${name}[ \\t\\r\\n]*=[ \\t\\r\\n]*`, 'i').exec(fields);
    return found ? valueAt(fields, found.index + found[0].length) : '';
  };
  const names = plainLatex(field('author').replace(/\s+/g, ' '))
    .split(/\sand\s/i)
    .map((name) => name.replace(/^([^,]+),\s*([^,]+)$/, '$2 $1'));
  return byline(namesOf(names), field('year') || field('date'));
}

/**
 * The authors and the year of front matter.
 *
 * @param values texts of `author` or `authors`, one for each author or all in one, and of `year` or `date`
 */
export function byline(values: readonly string[], date: string): Byline {
  const authors = namesOf(values);
  const [year] = YEAR.exec(date) ?? [];
  return { ...(authors.length === 0 ? {} : { authors }), ...(year === undefined ? {} : { year }) };
}

/** The names in a text that lists them: with semicolons or "and", or with commas between full names. */
export function splitNames(text: string): readonly string[] {
  const parts = text.split(/;|\sand\s|\s&\s/).map((part) => part.trim());
  const byCommas = parts.flatMap((part) => part.split(/,\s*(?:and\s)?/));
  // "Doe, Jane" has a comma too: only a part of two words or more is a full name.
  return byCommas.every((name) => name.trim() === '' || /\S\s+\S/.test(name.trim())) ? byCommas : parts;
}

function namesOf(values: readonly string[]): readonly string[] {
  return values
    .map((value) => value.replace(/\s+/g, ' ').trim())
    .filter((value) => value !== '' && value.length <= MAX_NAME_CHARS && /\p{L}/u.test(value));
}

function plainLatex(text: string): string {
  return plainText(text, 0, text.length, 'latex').text.trim();
}

/** The value of a BibTeX field: in braces, in quotes, or a bare word. */
function valueAt(text: string, start: number): string {
  if (text[start] === '{') return bracedAt(text, start);
  if (text[start] !== '"') return /^[\w-]{1,40}/.exec(text.slice(start, start + 40))?.[0] ?? '';
  const end = text.indexOf('"', start + 1);
  return end === -1 || end - start > MAX_VALUE_CHARS ? '' : text.slice(start + 1, end);
}

/** What stands between a brace and the one that closes it; empty when none does, or far away only. */
function bracedAt(text: string, start: number): string {
  let depth = 0;
  for (let at = start; at < text.length && at - start <= MAX_VALUE_CHARS; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '{') depth++;
    else if (text[at] === '}' && --depth === 0) return text.slice(start + 1, at);
  }
  return '';
}
