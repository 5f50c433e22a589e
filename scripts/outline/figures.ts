import { sectionAt } from '../../src/core/paper/sections';
import { MAX_UNIT_CHARS, unitsOf } from '../../src/core/paper/units';
import type { Block, BlockRole, Outline } from '../../src/core/paper/types';

/**
 * Counts of suspicious things in a paper's outline. The rules are deliberately simple and independent of `core/paper`: they count what
 * would make a reader wonder, even where the outline is certain.
 */
export interface OutlineFigures {
  readonly characters: number;
  readonly headings: number;
  /** Headings that begin with a number: `2`, `2.1`. */
  readonly numbered: number;
  /** Numbered headings inside the wrong heading: `2.1` must lie inside `2`, and a single number inside no numbered heading. */
  readonly wrongParent: number;
  /** Numbers whose parent number no earlier heading has. */
  readonly orphans: number;
  readonly paragraphs: number;
  /** Paragraphs that are joined to an earlier part. */
  readonly joined: number;
  /** Paragraphs that start with a small letter after an unfinished paragraph, and are not joined. */
  readonly torn: number;
  /** Blocks that can be lit and look like an entry of a reference list. */
  readonly litEntries: number;
  /** Blocks that can be lit and hold nothing but images and tags. */
  readonly litImages: number;
  /** Short blocks that can be lit and occur three times or more, apart from their numbers. */
  readonly litRepeated: number;
  /** Headings longer than 150 characters. */
  readonly longHeadings: number;
  /** Share of the characters of blocks that are not lit by default, by role. */
  readonly unlit: Readonly<Record<Exclude<BlockRole, 'body'>, number>>;
  /** The longest unit that can be lit, in UTF-16 code units of its pieces. */
  readonly longest: number;
  /** Units longer than the largest allowed unit. */
  readonly longUnits: number;
  /** Headings that are hidden, and lines with heading marks that are not taken for headings. */
  readonly hidden: readonly string[];
}

const NUMBER = /^(\d{1,2}(?:\.\d{1,2})*)[.:)]?\s+\S/;
const TAG = /<\/?[a-z][^<>]{0,300}>/gi;
const IMAGE = /!\[[^\]]{0,300}\]\([^()\s]*\)/g;
const YEAR = /\b(?:19|20)\d\d[a-z]?\b/;
const ENTRY =
  /^(?:[-*]\s+)?(?:\[[^\]]{1,60}\]|\(?\d{1,3}[.)]\s|\p{Lu}[\p{L}'-]+,? \p{Lu}\.|(?:\p{Lu}\.\s?){1,3}\p{Lu}[\p{L}-]+(?:,|\sand\s)|\p{Lu}\p{L}+(?: \p{Lu}\.?)? \p{Lu}\p{L}+(?:,|\sand\s|\.)).{10,600}(?:arxiv|proceedings|conference|journal|doi|preprint|pp\.|press|in:? \*|advances in)/isu;

export function figuresOf(text: string, outline: Outline): OutlineFigures {
  const { headings, blocks } = outline;
  const plain = (block: Block): string =>
    text
      .slice(block.start, Math.min(block.end, block.start + 1000))
      .replace(TAG, '')
      .trim();
  const body = blocks.filter(({ role }) => role === 'body');
  const prose = body.filter(({ kind }) => kind === 'paragraph' || kind === 'list');
  const lengths = unitsOf(text, outline).map(({ start, end, ranges = [{ start, end }] }) =>
    ranges.reduce((sum, range) => sum + range.end - range.start, 0),
  );
  return {
    characters: text.length,
    headings: headings.length,
    ...numbersOf(outline),
    paragraphs: body.filter(({ kind }) => kind === 'paragraph').length,
    joined: blocks.filter((block) => block.continues !== undefined).length,
    torn: tornOf(text, body),
    litEntries: prose.filter((block) => ENTRY.test(plain(block)) && YEAR.test(plain(block))).length,
    litImages: prose.filter(
      (block) => /!\[/.test(plain(block)) && !/[\p{L}\p{N}]/u.test(plain(block).replace(IMAGE, '')),
    ).length,
    litRepeated: repeated(prose.filter((block) => block.end - block.start < 150).map(plain)),
    longHeadings: headings.filter(({ title }) => title.length > 150).length,
    unlit: unlitShares(blocks),
    longest: lengths.reduce((most, length) => Math.max(most, length), 0),
    longUnits: lengths.filter((length) => length > MAX_UNIT_CHARS).length,
    hidden: hiddenHeadings(text, outline),
  };
}

function numbersOf({ headings }: Outline): Pick<OutlineFigures, 'numbered' | 'wrongParent' | 'orphans'> {
  const seen = new Set<string>();
  let numbered = 0;
  let wrongParent = 0;
  let orphans = 0;
  for (const { title, start } of headings) {
    const number = numberOf(title);
    if (number === undefined) continue;
    numbered++;
    const parts = number.split('.').slice(0, -1);
    const isOrphan = parts.length > 0 && !seen.has(parts.join('.'));
    while (parts.length > 0 && !seen.has(parts.join('.'))) parts.pop();
    const above = parts.join('.');
    const parent = sectionAt({ headings }, start).at(-2);
    if (isOrphan) orphans++;
    if ((parent === undefined ? '' : (numberOf(parent) ?? '')) !== above) wrongParent++;
    seen.add(number);
  }
  return { numbered, wrongParent, orphans };
}

function numberOf(title: string): string | undefined {
  return NUMBER.exec(title.replace(/[*_]/g, ''))?.[1];
}

function tornOf(text: string, body: readonly Block[]): number {
  const texts = body.filter(({ kind }) => kind === 'paragraph' || kind === 'list' || kind === 'heading');
  return texts.filter((block, at) => {
    const before = texts[at - 1];
    if (!before || before.kind !== 'paragraph' || block.kind !== 'paragraph' || block.continues !== undefined)
      return false;
    const end = text
      .slice(Math.max(before.start, before.end - 200), before.end)
      .replace(TAG, '')
      .trimEnd();
    const start = text
      .slice(block.start, block.start + 200)
      .replace(TAG, '')
      .trimStart();
    return /[\p{L},-]$/u.test(end) && /^\p{Ll}{2}/u.test(start);
  }).length;
}

function repeated(words: readonly string[]): number {
  const counts = new Map<string, number>();
  const keys = words
    .map((one) =>
      one
        .toLowerCase()
        .replace(/[^\p{L}]+/gu, ' ')
        .trim(),
    )
    .filter((key) => key.length > 5);
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return keys.filter((key) => counts.get(key)! > 2).length;
}

function unlitShares(blocks: readonly Block[]): OutlineFigures['unlit'] {
  const total = blocks.reduce((sum, { start, end }) => sum + end - start, 0) || 1;
  const share = (role: BlockRole): number =>
    blocks.filter((block) => block.role === role).reduce((sum, { start, end }) => sum + end - start, 0) / total;
  return { frontMatter: share('frontMatter'), references: share('references'), furniture: share('furniture') };
}

function hiddenHeadings(text: string, { headings, blocks }: Outline): string[] {
  const shown = new Set(headings.map(({ start }) => start));
  return blocks.flatMap(({ kind, role, start, end }) => {
    const isMarked = /^#{1,6}\s/.test(text.slice(start, start + 8));
    const isDropped = (kind === 'heading' || isMarked) && (role !== 'body' || !shown.has(start));
    return isDropped ? [`${role}: ${text.slice(start, Math.min(end, start + 100)).split(/[\r\n]/)[0]!}`] : [];
  });
}
