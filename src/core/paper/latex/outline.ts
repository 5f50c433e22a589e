import type { TextRange } from '../../text/trim';
import { referencesTitle } from '../knownSections';
import type { MarkedBlock } from '../marking';
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
  markReferences(headings, blocks);
  joinTorn(text, blocks);
  return { headings, blocks };
}

/** Turns levels of commands into depths: the highest is 1, and no level is skipped. */
function withDepths(headings: readonly Heading[]): Heading[] {
  const open: number[] = [];
  return headings.map((heading) => {
    while (open.length > 0 && open.at(-1)! >= heading.level) open.pop();
    open.push(heading.level);
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

/** Authors may write the reference list by hand, under a heading of its own. */
function markReferences(headings: readonly Heading[], blocks: readonly MarkedBlock[]): void {
  headings.forEach(({ title, level, start }, at) => {
    if (referencesTitle(title) !== 'yes') return;
    const end = headings.slice(at + 1).find((other) => other.level <= level)?.start ?? Infinity;
    for (const block of blocks) if (block.start >= start && block.start < end) block.role = 'references';
  });
}
