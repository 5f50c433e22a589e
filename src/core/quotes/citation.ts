import { titleByHeadings } from '../paper/sections';
import type { Heading } from '../paper/types';
import { frontMatterOf } from './frontMatter';

/** What a paper says of itself. */
export interface Citation {
  readonly title?: string;
  /** The key under which bibliographies name it. */
  readonly key?: string;
}

/** Where front matter keeps the citation key: Pandoc and Zotero exports, Obsidian's citations, JabRef. */
const KEYS = ['citation-key', 'citationkey', 'citation_key', 'citekey', 'bibkey', 'bibtexkey'];
/** An entry of BibTeX with its key; `@string`, `@comment` and `@preamble` have none. */
const ENTRY = /^[ \t]*@([a-z]+)[ \t]*\{[ \t]*([^\s,{}"#%\\]+)[ \t]*,/gim;

/**
 * Reads title and citation key of a paper: from its front matter, else the title from its headings and the key from a BibTeX entry, if
 * there is one only or one has the paper's title. (A bibliography at the end tells how others are cited.)
 *
 * @param headings of this text
 */
export function citationOf(text: string, headings: readonly Heading[]): Citation {
  const front = frontMatterOf(text);
  const title = front.get('title') ?? titleByHeadings(headings);
  const named = [...front].find(([name]) => KEYS.includes(name.toLowerCase()));
  const key = named?.[1] ?? bibtexKey(text, title);
  return { ...(title === undefined ? {} : { title }), ...(key === undefined ? {} : { key: key.replace(/^@/, '') }) };
}

function bibtexKey(text: string, title: string | undefined): string | undefined {
  const entries = [...text.matchAll(ENTRY)].filter(([, kind]) => !/^(string|comment|preamble)$/i.test(kind!));
  const only = entries.length === 1 ? entries[0] : undefined;
  const words = title === undefined ? undefined : folded(title);
  const own = entries.find((entry, index) => {
    const body = text.slice(entry.index, entries[index + 1]?.index ?? text.length);
    return words !== undefined && folded(body).includes(words);
  });
  return (own ?? only)?.[2];
}

/** Words only, so that braces, line ends and case make no difference. */
function folded(text: string): string {
  return ` ${text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()} `;
}
