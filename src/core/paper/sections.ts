import { countUpTo } from '../text/lines';
import { isPageHeading } from './furniture';
import type { Heading, Outline } from './types';

interface HeadingIndex {
  readonly starts: readonly number[];
  /** For each heading the index of its parent: the nearest heading before it with a smaller level. -1 where there is none. */
  readonly parents: readonly number[];
}

/** One outline is searched for many offsets, so the index of its headings is built once. */
const indexes = new WeakMap<readonly Heading[], HeadingIndex>();

/** The titles of the sections that contain an offset (UTF-16 code units), outermost first. */
export function sectionAt(outline: Pick<Outline, 'headings'>, offset: number): readonly string[] {
  const { starts, parents } = indexOf(outline.headings);
  const path: string[] = [];
  for (let at = countUpTo(starts, offset) - 1; at >= 0; at = parents[at]!) {
    const { title } = outline.headings[at]!;
    if (title !== '') path.unshift(title);
  }
  return path;
}

/** The section that a reader would name for a heading path: the last title that is not a page number, or else the last. */
export function sectionName(path: readonly string[]): string | undefined {
  return path.findLast((title) => !isPageHeading(title)) ?? path.at(-1);
}

/** The paper's title: the first heading that is no page number, whatever its level, because converters get levels wrong. */
export function titleByHeadings(headings: readonly Heading[]): string | undefined {
  return headings.find(({ title }) => title !== '' && !isPageHeading(title))?.title;
}

function indexOf(headings: readonly Heading[]): HeadingIndex {
  const known = indexes.get(headings);
  if (known) return known;
  const open: number[] = [];
  const parents = headings.map((heading, at) => {
    while (open.length > 0 && headings[open.at(-1)!]!.level >= heading.level) open.pop();
    const parent = open.at(-1) ?? -1;
    open.push(at);
    return parent;
  });
  const index = { starts: headings.map((heading) => heading.start), parents };
  indexes.set(headings, index);
  return index;
}
