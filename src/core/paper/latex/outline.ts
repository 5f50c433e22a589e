import type { TextRange } from '../../text/trim';
import { isAppendixTitle, isBehindReferences, referencesTitle } from '../knownSections';
import { withLevels } from '../levels';
import type { MarkedBlock } from '../marking';
import { numberPaths } from '../numbering';
import { isEntryBlock } from '../references';
import { joinTorn } from '../torn';
import type { Heading, Outline } from '../types';
import { LatexBlocks } from './blocks';
import { ABSTRACT_TITLE, TITLE_LEVEL } from './commands';
import { parsePieces } from './parse';

/** What stands on a line before a command that is not in a comment. */
const BEFORE = '^(?:[^%\\\\\\r\\n]|\\\\[^\\r\\n])*?';
const DOCUMENT_BEGINS = new RegExp(`${BEFORE}\\\\begin[ \\t]*\\{document\\}`, 'm');
const DOCUMENT_ENDS = new RegExp(`(${BEFORE})\\\\end[ \\t]*\\{document\\}`, 'gm');
const TITLE = new RegExp(`(${BEFORE})\\\\title[ \\t]*(?:\\[[^\\][]{0,500}\\][ \\t]*)?(?=\\{)`, 'm');
const BRACES = /\\[^]|[{}]/g;
/** UTF-16 code units. More text than this between title and abstract cannot be names and addresses. */
const MAX_FRONT_MATTER = 5000;

/**
 * The headings and blocks of a LaTeX text, either a whole document or a file that another one includes. The preamble and the text after the
 * document are furniture. Comments and commands without text are in no block. Where the parser fails, only paragraphs are found.
 */
export function latexOutline(text: string): Pick<Outline, 'headings' | 'blocks'> {
  const found = new LatexBlocks(text);
  const { start, end } = documentBody(text);
  addPreamble(text.slice(0, start), found);
  for (const piece of parsePieces(text, start, end)) found.add(piece);
  found.push('code', 'furniture', end, text.length);
  const headings = withDepths(found.headings);
  const blocks: MarkedBlock[] = found.blocks;
  markFrontMatter(headings, blocks);
  markReferences(text, headings, blocks);
  joinTorn(text, blocks);
  return { headings, blocks };
}

/**
 * Turns levels of commands into depths: the highest is 1, and no level is skipped. Converters to LaTeX leave numbers in the titles; where
 * most have one, the numbers tell the depths, as in markdown.
 */
function withDepths(headings: readonly Heading[]): Heading[] {
  const titles = headings.map(({ title }) => title);
  const numbered = numberPaths(titles, titles.map(isAppendixTitle)).filter((path) => path !== undefined);
  if (numbered.length * 2 > headings.length)
    return withLevels(
      headings.map((heading) => ({ ...heading, isReferences: referencesTitle(heading.title) === 'yes' })),
    );
  const open: { readonly level: number; readonly isReferences: boolean }[] = [];
  return headings.map((heading) => {
    const { level } = heading;
    const isReferences = referencesTitle(heading.title) === 'yes';
    // Nothing but references lies below them, whatever its level.
    while (open.length > 0 && (open.at(-1)!.level >= level || (open.at(-1)!.isReferences && !isReferences))) open.pop();
    open.push({ level, isReferences });
    return { ...heading, level: open.length };
  });
}

/** The range between `\begin{document}` and `\end{document}`; the whole text when it has neither. */
function documentBody(text: string): TextRange {
  const begin = DOCUMENT_BEGINS.exec(text);
  const start = begin ? begin.index + begin[0].length : 0;
  DOCUMENT_ENDS.lastIndex = start;
  const end = DOCUMENT_ENDS.exec(text);
  return { start, end: end ? end.index + end[1]!.length : text.length };
}

/** The preamble has no text for readers, except a title. */
function addPreamble(preamble: string, found: LatexBlocks): void {
  const match = TITLE.exec(preamble);
  const open = match ? match.index + match[0].length : 0;
  const close = match && closingBrace(preamble, open);
  if (match === null || close === null || close === undefined)
    return found.push('code', 'furniture', 0, preamble.length);
  const start = match.index + match[1]!.length;
  found.push('code', 'furniture', 0, start);
  found.heading(TITLE_LEVEL, { start, end: close + 1 }, { start: open + 1, end: close });
  found.push('code', 'furniture', close + 1, preamble.length);
}

/** The offset of the brace that closes the one at `open`. */
function closingBrace(text: string, open: number): number | undefined {
  let depth = 0;
  BRACES.lastIndex = open;
  for (let match = BRACES.exec(text); match; match = BRACES.exec(text)) {
    if (match[0] === '{') depth++;
    else if (match[0] === '}' && --depth === 0) return match.index;
  }
  return undefined;
}

/** Names and addresses, often in commands of the style's own, stand before the abstract. */
function markFrontMatter(headings: readonly Heading[], blocks: readonly MarkedBlock[]): void {
  const abstract = headings.find(({ title }) => title === ABSTRACT_TITLE)?.start ?? 0;
  for (const block of blocks) {
    if (block.start < abstract - MAX_FRONT_MATTER || block.end > abstract) continue;
    if (block.role === 'body' && block.kind !== 'heading') block.role = 'frontMatter';
  }
}

/**
 * Authors and converters may write the reference list as text, under a heading of its own. A section behind it that holds no entries, such
 * as methods or an appendix, is not part of it.
 */
function markReferences(text: string, headings: readonly Heading[], blocks: readonly MarkedBlock[]): void {
  let level: number | undefined;
  let next = 0;
  blocks.forEach((block, at) => {
    while (next < headings.length && headings[next]!.start <= block.start) {
      const { title, level: own } = headings[next++]!;
      if (referencesTitle(title) === 'yes') level = own;
      else if (
        level !== undefined &&
        (own <= level || isBehindReferences(title) || !isEntryBlock(text, blocks[at + 1]))
      )
        level = undefined;
    }
    if (level !== undefined && block.role === 'body') block.role = 'references';
  });
}
