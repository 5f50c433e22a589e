import { titleByHeadings } from '../paper/sections';
import type { Heading, PaperFormat } from '../paper/types';
import { bibtexByline, type Byline, byline, latexTitleBlock, pandocTitleBlock, splitNames } from './authors';
import { frontMatterList, frontMatterOf } from './frontMatter';

/** What a paper says about itself. */
export interface Citation extends Byline {
  readonly title?: string;
  /** Its key in bibliographies. */
  readonly key?: string;
}

/** Fields of front matter with the citation key: Pandoc and Zotero exports, Obsidian's citation plug-in, JabRef. */
const KEYS = ['citation-key', 'citationkey', 'citation_key', 'citekey', 'bibkey', 'bibtexkey'];
/** A BibTeX entry with its key. `@string`, `@comment` and `@preamble` have none. */
const ENTRY = /^[ \t]*@([a-z]+)[ \t]*\{[ \t]*([^\s,{}"#%\\]+)[ \t]*,/gim;

/**
 * Reads a paper's title, citation key, authors and year. Front matter comes first, then a title block (of pandoc or LaTeX), then a BibTeX
 * entry: the one with the paper's title, or the only one. (Entries of a bibliography name other papers.) Without a title there, the headings
 * give it. Authors that only the running text names are not read: nothing tells them safely from affiliations.
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
  const authors = sources.find((source) => source.authors)?.authors;
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
