import type { MapMark } from './types';

/** A change of a list of marks: `marks` replace as many as `removed`, from index `at` of the list before. */
export interface MarksEdit {
  readonly at: number;
  readonly removed: number;
  readonly marks: readonly MapMark[];
}

/** Marks are compared and sent by stretches of text of this length, UTF-16 code units: a chunk has some thousand. */
const STRETCH = 8192;

/**
 * What has changed between two lists of marks, by stretches of text. Marks are compared by identity: who makes them keeps those of chunks
 * that have not changed.
 *
 * @param before and `after` in text order
 * @returns edits in text order
 */
export function editsBetween(before: readonly MapMark[], after: readonly MapMark[]): MarksEdit[] {
  const edits: MarksEdit[] = [];
  let at = 0;
  let next = 0;
  while (at < before.length || next < after.length) {
    const stretch = Math.min(stretchOf(before[at]), stretchOf(after[next]));
    const end = endOf(before, at, stretch);
    const marks = after.slice(next, endOf(after, next, stretch));
    const isSame = marks.length === end - at && marks.every((mark, offset) => mark === before[at + offset]);
    if (!isSame) edits.push({ at, removed: end - at, marks });
    at = end;
    next += marks.length;
  }
  return edits;
}

/** The list after edits from `editsBetween`. */
export function withEdits(marks: readonly MapMark[], edits: readonly MarksEdit[]): MapMark[] {
  let from = 0;
  const parts = edits.flatMap(({ at, removed, marks: inserted }) => {
    const part = [...marks.slice(from, at), ...inserted];
    from = at + removed;
    return part;
  });
  return [...parts, ...marks.slice(from)];
}

function stretchOf(mark: MapMark | undefined): number {
  return mark === undefined ? Infinity : Math.floor(mark.start / STRETCH);
}

function endOf(marks: readonly MapMark[], from: number, stretch: number): number {
  let end = from;
  while (end < marks.length && stretchOf(marks[end]) === stretch) end++;
  return end;
}
