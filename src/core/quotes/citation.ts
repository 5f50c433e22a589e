import { titleByHeadings } from '../paper/sections';
import type { Heading, PaperFormat } from '../paper/types';
import { bibtexByline, type Byline, byline, latexTitleBlock, pandocTitleBlock, splitNames } from './authors';
import { frontMatterList, frontMatterOf } from './frontMatter';
import { namesBelow } from './namesLine';

/** What a paper says about itself. */
export interface Citation extends Byline {
  readonly title?: string;
  /** Its key in bibliographies. */
  readonly key?: string;
}

/** Fields of front matter with the citation key: Pandoc and Zotero exports, Obsidian's citation plug-in, JabRef. */
const KEYS = ['citation-key', 'citationkey', 'citation_key', 'citekey', 'bibkey', 'bibtexkey'];
/** A title stands at the beginning, UTF-16 code units. */
const MAX_TITLE_OFFSET = 5000;
/** A BibTeX entry with its key. `@string`, `@comment` and `@preamble` have none. */
const ENTRY = /^[ \t]*@([a-z]+)[ \t]*\{[ \t]*([^\s,{}"#%\\]+)[ \t]*,/gim;

/**
 * Reads a paper's title, citation key, authors and year. Front matter comes first, then a title block (of pandoc or LaTeX), then a BibTeX
 * entry: the one with the paper's title, or the only one. (Entries of a bibliography name other papers.) Without a title there, the headings
 * give it, and authors are read from what is clearly a line of names below the title.
 *
 * @param headings of this text
 */
export function citationOf(text: string, headings: readonly Heading[], format: PaperFormat): Citation {
  const front = frontMatterOf(text);
  const block = format === 'latex' ? latexTitleBlock(text) : pandocTitleBlock(text);
  const title = front.get('title') ?? block.title ?? titleByHeadings(headings);
  const entry = ownEntry(text, title);
  const [, named] = [...front].find(([name]) => KEYS.includes(name.toLowerCase())) ?? [];
  const key = named ?? entry?.key;
  const sources = [frontByline(text, front), block, entry ? bibtexByline(entry.text) : {}];
  const authors = sources.find((source) => source.authors)?.authors ?? authorsBelow(text, headings, format);
  const year = sources.find((source) => source.year)?.year;
  return {
    ...(title === undefined ? {} : { title }),
    ...(key === undefined ? {} : { key: key.replace(/^@/, '') }),
    ...(authors === undefined ? {} : { authors }),
    ...(year === undefined ? {} : { year }),
  };
}

function frontByline(text: string, front: ReadonlyMap<string, string>): Byline {
  const names = frontMatterList(text, ['author', 'authors']);
  const dates = ['year', 'date', 'published', 'issued'].map((name) => front.get(name));
  return byline(names.length === 1 ? splitNames(names[0]!) : names, dates.find((date) => date !== undefined) ?? '');
}

/** The names below the title. LaTeX has a command for them. */
function authorsBelow(text: string, headings: readonly Heading[], format: PaperFormat): readonly string[] | undefined {
  const title = titleByHeadings(headings);
  const heading = headings.find((one) => one.title === title);
  if (!heading || format === 'latex' || heading.start > MAX_TITLE_OFFSET) return undefined;
  const names = namesBelow(text, titleEnd(text, heading.start));
  return names.length === 0 ? undefined : names;
}

/** The end of a heading's line; with a line of `=` or `-` below it, the end of that. */
function titleEnd(text: string, start: number): number {
  const heading = /^[^\r\n]*(?:\r?\n[ \t]*(?:=+|-+)[ \t]*(?=\r?\n|$))?/.exec(text.slice(start, start + 2000))!;
  return start + heading[0].length;
}

/** A BibTeX entry with its key. */
interface Entry {
  readonly key: string;
  readonly text: string;
}

function ownEntry(text: string, title: string | undefined): Entry | undefined {
  const found = [...text.matchAll(ENTRY)].filter(([, kind]) => !/^(string|comment|preamble)$/i.test(kind!));
  const entries = found.map((entry, index): Entry => {
    return { key: entry[2]!, text: text.slice(entry.index, found[index + 1]?.index ?? text.length) };
  });
  const words = title === undefined ? undefined : folded(title);
  const own = words === undefined ? undefined : entries.find((entry) => folded(entry.text).includes(words));
  return own ?? (entries.length === 1 ? entries[0] : undefined);
}

/** The words only, so that braces, line ends and case make no difference. */
function folded(text: string): string {
  return ` ${text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()} `;
}
