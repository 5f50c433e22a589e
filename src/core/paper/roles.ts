import type { FoundBlock } from './blocks';
import { markFurniture } from './furniture';
import { markedLevel, opensAbstract, tellHeadings, titleOf } from './headings';
import { bareTitle, isAbstractTitle } from './knownSections';
import { withLevels } from './levels';
import type { MarkedBlock } from './marking';
import { markReferences, withoutGluedHeadings } from './references';
import { joinTorn } from './torn';
import type { Block, Heading, Outline } from './types';

const BIBTEX = /^(?:[`~]{3,}[^\r\n]*\s+)?@[a-z]+\s*\{/i;
/** What a journal prints after a paper: DOI, editor, reviewers, licence. */
const BACK_MATTER = /\bback ?matter$/i;
/** UTF-16 code units. More text than this between title and abstract cannot be names and addresses. */
const MAX_FRONT_MATTER = 5000;
/** UTF-16 code units of a block in which BibTeX is looked for. */
const MAX_MARK = 300;

/**
 * Decides kind and role of each block, and the sections of the paper. Form and repetition tell what converters left behind; the marks that
 * converters put are not trusted.
 *
 * @param found in text order, without overlaps
 */
export function readStructure(text: string, found: readonly FoundBlock[]): Pick<Outline, 'headings' | 'blocks'> {
  const marked: MarkedBlock[] = found.map((block) => ({ ...block, role: 'body' }));
  const blocks = withoutGluedHeadings(text, marked);
  markFurniture(text, blocks);
  tellHeadings(text, blocks);
  markReferences(text, blocks);
  markFrontMatter(text, blocks);
  markBackMatter(text, blocks);
  joinTorn(text, blocks);
  return { headings: headingsOf(text, blocks), blocks };
}

function headingsOf(text: string, blocks: readonly Block[]): Heading[] {
  return withLevels(
    blocks
      .filter(({ kind, role }) => kind === 'heading' && role !== 'furniture')
      .map((block) => ({
        level: markedLevel(text, block),
        title: titleOf(text, block),
        start: block.start,
        end: block.end,
        isReferences: block.role === 'references',
      })),
  );
}

function markBackMatter(text: string, blocks: readonly MarkedBlock[]): void {
  let level: number | undefined;
  for (const block of blocks) {
    if (block.kind === 'heading') {
      const own = markedLevel(text, block);
      if (BACK_MATTER.test(bareTitle(titleOf(text, block)))) level = own;
      else if (level !== undefined && own <= level) level = undefined;
    }
    if (level !== undefined && block.role === 'body') block.role = 'frontMatter';
  }
}

/** Front matter is YAML, TOML or BibTeX at the start, and whatever stands between title and abstract. */
function markFrontMatter(text: string, blocks: readonly MarkedBlock[]): void {
  const [first] = blocks;
  if (first?.start === 0 && first.kind === 'code' && /^(?:---|\+\+\+)/.test(text)) first.role = 'frontMatter';
  const entry = blocks.find((block) => block.role === 'body');
  if (
    entry &&
    entry.kind !== 'heading' &&
    BIBTEX.test(text.slice(entry.start, Math.min(entry.end, entry.start + MAX_MARK)))
  ) {
    entry.role = 'frontMatter';
  }

  const headings = blocks.filter(({ kind, role }) => kind === 'heading' && role !== 'furniture');
  const [title] = headings;
  if (!title || isAbstractTitle(titleOf(text, title))) return;
  const abstract = blocks.find(
    (block) =>
      block.start > title.start &&
      ((block.kind === 'heading' && isAbstractTitle(titleOf(text, block))) || opensAbstract(text, block)),
  );
  if (!abstract || abstract.start - title.end > MAX_FRONT_MATTER) return;
  // In short notes a heading "Summary" may stand anywhere. A paper has more headings, and its abstract is near the start.
  if (abstract.kind === 'heading' && (headings.length < 3 || headings.indexOf(abstract) > 3)) return;
  for (const block of blocks) {
    if (block.start > title.start && block.end < abstract.start && block.role === 'body' && block.kind !== 'heading') {
      block.role = 'frontMatter';
    }
  }
}
