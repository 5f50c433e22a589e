import type { Heading } from '../paper/types';
import type { MapSection } from './types';

/**
 * The main sections of a paper, for a map with little room. These are the sections of the highest level with more than one heading, because
 * a paper's title is often the only heading of its level.
 *
 * @param headings in text order
 * @param length of the text, UTF-16 code units
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
