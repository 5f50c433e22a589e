import type { FoundBlock } from './blocks';
import { headingTitle } from './lineScan';
import type { Block, BlockRole } from './types';

const REFERENCES =
  /^(?:references(?: and (?:notes|further reading))?|bibliography|works cited|cited (?:works|references)|literature(?: cited)?|reference list|list of references)$/i;
/** What comes behind a reference list, whatever the level of its heading: converters get levels wrong. */
const BEHIND_REFERENCES =
  /^(?:appendix|appendices|supplement|acknowledge?ments?$|author contributions|data availability|checklist|limitations$)/i;
/** Appendices are numbered with letters: `A Proofs`, `B.2 Data`. */
const LETTERED = /^[A-Z](?:\.\d+)*\.?\s+\S/;
const ABSTRACT = /^(?:abstract|summary)$/i;
/** An abstract without a heading: `**Abstract.** We ...`, `Abstract—We ...`. */
const ABSTRACT_PARAGRAPH = /^[*_]{0,3}abstract[*_]{0,3}\s*(?:[.:—–-]|[\r\n]|$)/i;
const PAGE_HEADING = /^page\s+\d+(?:\s*(?:of|\/)\s*\d+)?$/i;
/** A page number or page mark that stands alone: `12`, `- 12 -`, `Page 3 of 10`, `{3}-----`. */
const PAGE_MARK = /^(?:[-–—]\s*\d{1,4}\s*[-–—]|(?:page\s+|p\.\s*)?\d{1,4}(?:\s*(?:of|\/)\s*\d{1,4})?|\{\d+\}-+)$/i;
/** An anchor that marks a place and says nothing. */
const ANCHOR = /^(?:<(?:span|a)\b[^<>]{0,300}>\s*<\/(?:span|a)>\s*)+$/i;
/** An image that says nothing: no alternative text, or the file's name. */
const SILENT_IMAGE = /^!\[([^\]]*)\]\(([^()\s]*)\)$/;
const BIBTEX = /^(?:[`~]{3,}[^\r\n]*\s+)?@[a-z]+\s*\{/i;
/** What a journal puts behind a paper: DOI, editor, reviewers, licence. */
const BACK_MATTER = /\bback ?matter$/i;
/** Longest that names and addresses between a title and an abstract are, UTF-16 code units; more is text. */
const MAX_FRONT_MATTER = 5000;
/** Headings and marks that are told by their words are shorter than this, UTF-16 code units. */
const MAX_MARK = 300;
/** A level below all headings, for a reference list under a paragraph in bold. */
const NO_LEVEL = 7;

/**
 * Says what each block is for. Front matter is YAML or BibTeX at the start, what stands between title and abstract, and the same kind of
 * facts where a journal puts them at the end.
 */
export function withRoles(text: string, found: readonly FoundBlock[]): Block[] {
  const blocks: Marked[] = found.map((block) => ({ ...block, role: 'body' }));
  const textOf = (block: FoundBlock): string => text.slice(block.start, block.end);
  markFurniture(blocks, textOf);
  markReferences(blocks, textOf);
  markFrontMatter(blocks, textOf);
  markBackMatter(blocks, textOf);
  return blocks;
}

/** Whether a heading's title is a page number, which converters put between the pages of a PDF. */
export function isPageHeading(title: string): boolean {
  return PAGE_HEADING.test(title);
}

type Marked = FoundBlock & { role: BlockRole };
type TextOf = (block: FoundBlock) => string;

function markFurniture(blocks: readonly Marked[], textOf: TextOf): void {
  for (const block of blocks) if (isFurniture(block, textOf)) block.role = 'furniture';
}

function isFurniture(block: FoundBlock, textOf: TextOf): boolean {
  switch (block.kind) {
    case 'rule':
      return true;
    case 'heading':
      return isPageHeading(titleOf(textOf(block)));
    case 'html':
      return textOf(block).startsWith('<!--');
    case 'paragraph':
    case 'list': {
      if (block.end - block.start > MAX_MARK) return false;
      const content = textOf(block);
      if (PAGE_MARK.test(content.replace(/[*_]/g, '')) || ANCHOR.test(content)) return true;
      const image = SILENT_IMAGE.exec(content);
      return image !== null && (image[1]!.trim() === '' || image[1] === image[2]);
    }
    default:
      return false;
  }
}

function markReferences(blocks: readonly Marked[], textOf: TextOf): void {
  let level: number | undefined;
  for (const block of blocks) {
    if (block.role === 'furniture') continue;
    if (block.kind === 'heading') {
      const content = textOf(block);
      const title = titleOf(content);
      if (REFERENCES.test(title)) level = levelOf(content);
      else if (level !== undefined && (levelOf(content) <= level || isBehindReferences(content, title)))
        level = undefined;
    } else if (block.kind === 'paragraph' && REFERENCES.test(titleOf(textOf(block)))) {
      level = NO_LEVEL;
    }
    if (level !== undefined) block.role = 'references';
  }
}

function isBehindReferences(heading: string, title: string): boolean {
  return BEHIND_REFERENCES.test(title) || LETTERED.test(headingTitle(heading));
}

function markBackMatter(blocks: readonly Marked[], textOf: TextOf): void {
  let level: number | undefined;
  for (const block of blocks) {
    if (block.kind === 'heading') {
      const content = textOf(block);
      if (BACK_MATTER.test(titleOf(content))) level = levelOf(content);
      else if (level !== undefined && levelOf(content) <= level) level = undefined;
    }
    if (level !== undefined && block.role === 'body') block.role = 'frontMatter';
  }
}

function markFrontMatter(blocks: readonly Marked[], textOf: TextOf): void {
  const [first] = blocks;
  if (first?.start === 0 && first.kind === 'code' && /^(?:---|\+\+\+)/.test(textOf(first))) first.role = 'frontMatter';
  const entry = blocks.find((block) => block.role === 'body');
  if (entry && entry.kind !== 'heading' && BIBTEX.test(textOf(entry).slice(0, MAX_MARK))) entry.role = 'frontMatter';

  const headings = blocks.filter((block) => block.kind === 'heading' && block.role !== 'furniture');
  const [title, next] = headings;
  if (!title || !next || ABSTRACT.test(titleOf(textOf(title)))) return;
  const abstract = blocks.find(
    (block) => block.start > title.start && (block === next || opensAbstract(block, textOf)),
  );
  if (!abstract || abstract.start - title.end > MAX_FRONT_MATTER) return;
  // A heading called so may stand anywhere in notes; a paper has more behind it.
  if (abstract === next && (!ABSTRACT.test(titleOf(textOf(next))) || headings.length < 3)) return;
  for (const block of blocks) {
    if (block.start > title.start && block.end < abstract.start && block.role === 'body') block.role = 'frontMatter';
  }
}

function opensAbstract(block: FoundBlock, textOf: TextOf): boolean {
  return block.kind === 'paragraph' && ABSTRACT_PARAGRAPH.test(textOf(block).slice(0, MAX_MARK));
}

function levelOf(heading: string): number {
  const marks = /^#+/.exec(heading);
  if (marks) return marks[0].length;
  return heading.endsWith('=') ? 1 : 2;
}

/** A heading's words: without marks, emphasis, numbering and closing punctuation; none when it is too long to be a known one. */
function titleOf(heading: string): string {
  if (heading.length > MAX_MARK) return '';
  return headingTitle(heading.replace(/[\r\n]+\s*(?:=+|-+)\s*$/, ''))
    .replace(/[*_]/g, '')
    .replace(/^(?:\d+(?:\.\d+)*\.?|[IVXLC]+\.|[A-Z]\.)\s+/, '')
    .replace(/\s*[:.]$/, '')
    .trim();
}
