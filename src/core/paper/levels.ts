import { isAppendixTitle, isMainTitle, isOpeningTitle } from './knownSections';
import { numberPaths, type NumberPath } from './numbering';
import type { Heading } from './types';

/** A heading with the level of its marks: 1 to 6, or `UNMARKED`. */
export interface FoundHeading extends Heading {
  /** Whether it heads a reference list or a part of one. */
  readonly isReferences: boolean;
}

/** The level of headings without marks: below all marked ones. */
export const UNMARKED = 7;
/** How many headings (title, authors) may stand before the abstract or introduction. */
const MAX_BEFORE_OPENING = 3;

/**
 * Gives headings the levels that their numbers say. Headings without numbers get levels that fit, because converters get the marks wrong.
 * Levels have no gaps: a heading is at most one level below its parent.
 */
export function withLevels(found: readonly FoundHeading[]): Heading[] {
  const closes = found.map(({ title, isReferences }) => isReferences || isAppendixTitle(title));
  const paths = numberPaths(
    found.map(({ title }) => title),
    closes,
  );
  const isNumbered = paths.filter((path) => path !== undefined).length > 1;
  const levels = isNumbered ? levelsByNumber(found, paths) : levelsByMarks(found);
  return found.map(({ title, start, end }, at) => ({ level: levels[at]!, title, start, end }));
}

interface OpenSection {
  readonly path: NumberPath;
  readonly level: number;
}

function levelsByNumber(found: readonly FoundHeading[], paths: readonly (NumberPath | undefined)[]): number[] {
  const first = paths.findIndex((path) => path !== undefined);
  const hasTitle = first > 0 && !isMainTitle(found[0]!.title);
  const base = hasTitle ? 2 : 1;
  const byMarks = trustedLevels(found, paths, base);
  const nextPaths = followingPaths(paths);
  let open: OpenSection[] = [];
  let current = base - 1;
  /** Level of the last heading that has marks or a number. */
  let marked = base;
  return found.map((heading, at) => {
    const path = paths[at];
    if (path) {
      open = open.filter((section) => isWithin(path, section.path));
      current = (open.at(-1)?.level ?? base - 1) + 1;
      open.push({ path, level: current });
      return (marked = current);
    }
    if (hasTitle && at === 0) return 1;
    const next = nextPaths[at];
    // This heading must not close a section that goes on after it.
    const kept = next ? (open.findLast((section) => isWithin(next, section.path))?.level ?? 0) : 0;
    let level: number;
    if (isMainTitle(heading.title) || heading.isReferences || at < first) {
      level = base;
      current = isAppendixTitle(heading.title) ? base : base - 1;
    } else if (heading.level === UNMARKED) level = Math.max(marked, base - 1) + 1;
    else level = byMarks?.(heading.level) ?? current + 1;
    level = Math.max(level, kept + 1, base);
    if (heading.level !== UNMARKED) marked = level;
    return level;
  });
}

/** For each heading, the number of the next numbered heading. */
function followingPaths(paths: readonly (NumberPath | undefined)[]): (NumberPath | undefined)[] {
  let next: NumberPath | undefined;
  return paths
    .toReversed()
    .map((path) => {
      const following = next;
      next = path ?? next;
      return following;
    })
    .reverse();
}

function isWithin(path: NumberPath, above: NumberPath): boolean {
  return above.length < path.length && above.every((part, at) => part === path[at]);
}

/**
 * Maps the marks of headings without numbers to levels. Undefined unless the marks of numbered headings are consistent: one level of marks
 * for each depth, and more marks for deeper ones.
 */
function trustedLevels(
  found: readonly FoundHeading[],
  paths: readonly (NumberPath | undefined)[],
  base: number,
): ((level: number) => number) | undefined {
  const marksOf = new Map<number, number>();
  for (const [at, path] of paths.entries()) {
    const { level } = found[at]!;
    if (!path || level === UNMARKED) continue;
    if ((marksOf.get(path.length) ?? level) !== level) return undefined;
    marksOf.set(path.length, level);
  }
  const depths = [...marksOf].sort(([a], [b]) => a - b);
  if (depths.length < 2 || depths.some(([, marks], at) => at > 0 && marks <= depths[at - 1]![1])) return undefined;
  return (level) => {
    const above = depths.findLast(([, marks]) => marks < level);
    const same = depths.find(([, marks]) => marks === level);
    if (same) return base + same[0] - 1;
    return above ? base + above[0] : base;
  };
}

function levelsByMarks(found: readonly FoundHeading[]): number[] {
  const marks = marksWithMainSections(found);
  const open: { readonly marks: number; readonly isReferences: boolean }[] = [];
  return found.map(({ isReferences }, at) => {
    const own = marks[at]!;
    while (open.length > 0 && (open.at(-1)!.marks >= own || (open.at(-1)!.isReferences && !isReferences))) open.pop();
    open.push({ marks: own, isReferences });
    return open.length;
  });
}

/**
 * The levels of the marks, with two corrections for frequent converter errors: the title stands above all, and sections that every paper
 * has share one level.
 */
function marksWithMainSections(found: readonly FoundHeading[]): number[] {
  const marks = found.map(({ level }) => level);
  const titles = found.map(({ title }) => title.toLowerCase());
  const main = found.flatMap(({ title }, at) => (isMainTitle(title) ? [at] : []));
  const opening = found.findIndex(({ title }) => isOpeningTitle(title));
  const isMain = new Set(main);
  const hasTitle = opening > 0 && opening <= MAX_BEFORE_OPENING && main[0] === opening;
  const isRepeated = new Set(main.map((at) => titles[at])).size < main.length;
  if (main.length > 1 && !isRepeated) {
    const sorted = main.map((at) => marks[at]!).sort((a, b) => a - b);
    const [lower, upper] = [sorted[Math.floor((sorted.length - 1) / 2)]!, sorted[Math.floor(sorted.length / 2)]!];
    const others = marks.filter((_, at) => !isMain.has(at) && !(hasTitle && at === 0));
    // When the marks of these sections are at odds, the other headings decide: none of them stands above a main section.
    const middle = Math.min(upper, Math.max(lower, ...(others.length > 0 ? [Math.min(...others)] : [])));
    for (const at of main) marks[at] = middle;
  }
  if (hasTitle) marks[0] = Math.min(0, marks[0]!);
  return marks;
}
