import type { Heading } from '../paper/types';
import type { MapSection } from './types';

/**
 * The sections of a paper for a map that has room for its main parts only: those of the highest level that has more than one
 * heading, since the title of a paper is often the only heading above all others.
 *
 * @param headings by place; offsets of a text of this length, UTF-16 code units
 */
export function mapSections(headings: readonly Heading[], length: number): MapSection[] {
  const levels = [...new Set(headings.map(({ level }) => level))].sort((a, b) => a - b);
  const level = levels.find((one) => headings.filter((heading) => heading.level === one).length > 1) ?? levels[0];
  const parts = headings.filter((heading) => level !== undefined && heading.level <= level);
  return parts.flatMap(({ level: own, start, title }, at) => {
    const end = parts[at + 1]?.start ?? length;
    return own === level && start < end ? [{ start, end, title }] : [];
  });
}
