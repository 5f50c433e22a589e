import { titleByHeadings } from '../paper/sections';
import type { Heading } from '../paper/types';
import { frontMatterOf } from './frontMatter';

/** What a paper says about itself. */
export interface Citation {
  readonly title?: string;
  /** Its key in bibliographies. */
  readonly key?: string;
}

/** Fields of front matter with the citation key: Pandoc and Zotero exports, Obsidian's citation plug-in, JabRef. */
const KEYS = ['citation-key', 'citationkey', 'citation_key', 'citekey', 'bibkey', 'bibtexkey'];
/** A BibTeX entry with its key. `@string`, `@comment` and `@preamble` have none. */
const ENTRY = /^[ \t]*@([a-z]+)[ \t]*\{[ \t]*([^\s,{}"#%\\]+)[ \t]*,/gim;

/**
 * Reads a paper's title and citation key. Front matter comes first. Otherwise the title comes from the headings, and the key from a BibTeX
 * entry: the one with the paper's title, or the only one. (Entries of a bibliography name other papers.)
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

/** The words only, so that braces, line ends and case make no difference. */
function folded(text: string): string {
  return ` ${text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()} `;
}
