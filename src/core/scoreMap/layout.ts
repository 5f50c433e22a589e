import { type Band, BANDS, bandOf } from '../answers/bands';
import { SLOTS } from '../questions/question';
import type { MapMark, ScoreMap } from './types';

/** The area of the drawing, in pixels. Scores go from the bottom (0) to the top (1). */
export interface MapArea {
  readonly width: number;
  readonly height: number;
}

/** How a mark looks: by its band or, when several questions are lit, by its question. `dark` when it is not lit. */
type MarkLook = Band | `question${number}` | 'dark';

/** All looks, in drawing order. */
const LOOKS: readonly MarkLook[] = [
  'dark',
  ...Array.from({ length: SLOTS }, (_, slot) => `question${slot + 1}` as const),
  ...[...BANDS].reverse(),
];

/** An SVG path with all strokes of one kind and look. */
export interface MarkPath {
  readonly kind: MapMark['kind'];
  readonly look: MarkLook;
  readonly path: string;
}

/** Shortest mark in pixels. A sentence of a long paper would be invisible otherwise. */
const LEAST_WIDTH = 3;

export function xOf(offset: number, map: Pick<ScoreMap, 'length'>, area: MapArea): number {
  return map.length === 0 ? 0 : (offset / map.length) * area.width;
}

export function yOf(score: number, area: MapArea): number {
  return (1 - score) * area.height;
}

/** The score at a height, 0..1. */
export function scoreAt(y: number, area: MapArea): number {
  return area.height === 0 ? 0 : Math.min(1, Math.max(0, 1 - y / area.height));
}

/**
 * A section's title, shortened to `room` characters. When there is no room for more than the number and a letter, only the number is shown.
 */
export function shortTitle(title: string, room: number): string {
  if (title.length <= room) return title;
  const number = /^[\dA-Z]+(?:\.\d+)*(?=[.)]?\s)/.exec(title)?.[0];
  if (number !== undefined && number.length + 4 > room) return number.length <= room ? number : '';
  return room < 2 ? '' : `${title.slice(0, room - 1)}…`;
}

/** Whether a mark is lit at a threshold. */
export function isLit({ score, isKept, isHeld }: MapMark, threshold: number): boolean {
  return isKept || (score >= threshold && isHeld !== true);
}

/**
 * Draws all marks as horizontal strokes. Strokes on the same pixels are drawn once, so that the size of the paths depends on the area and
 * not on the length of the paper.
 *
 * @returns the paths that are not empty, lowest layer first
 */
export function markPaths(map: Pick<ScoreMap, 'length' | 'marks'>, threshold: number, area: MapArea): MarkPath[] {
  const kinds = ['sentence', 'passage'] as const;
  const paths = kinds.flatMap((kind) => LOOKS.map((look) => ({ kind, look, drawn: new Set<number>(), path: '' })));
  const [columns, rows] = [Math.ceil(area.width) + LEAST_WIDTH, Math.ceil(area.height) + 1];
  for (const mark of map.marks) {
    const left = Math.round(xOf(mark.start, map, area));
    const width = Math.max(LEAST_WIDTH, Math.round(xOf(mark.end, map, area)) - left);
    const top = Math.round(yOf(mark.score, area));
    const path = paths[kinds.indexOf(mark.kind) * LOOKS.length + LOOKS.indexOf(lookOf(mark, threshold))]!;
    // Strokes are keyed by numbers: a hundred thousand strings in every frame would be slow.
    const stroke = (left * columns + width) * rows + top;
    if (path.drawn.has(stroke)) continue;
    path.drawn.add(stroke);
    path.path += `M${left} ${top}h${width}`;
  }
  return paths.flatMap(({ kind, look, path }) => (path === '' ? [] : [{ kind, look, path }]));
}

/**
 * The mark nearest to a point.
 *
 * @param reach largest distance in pixels
 * @returns its index; at the same distance passages win over sentences
 */
export function nearestMark(
  map: Pick<ScoreMap, 'length' | 'marks'>,
  point: { readonly x: number; readonly y: number },
  area: MapArea,
  reach: number,
): number | undefined {
  let nearest: number | undefined;
  let least = reach;
  map.marks.forEach((mark, at) => {
    const left = xOf(mark.start, map, area);
    const right = Math.max(left + LEAST_WIDTH, xOf(mark.end, map, area));
    const away = Math.hypot(Math.max(0, left - point.x, point.x - right), yOf(mark.score, area) - point.y);
    if (away > least || (away === least && nearest !== undefined)) return;
    least = away;
    nearest = at;
  });
  return nearest;
}

/** How many passages are lit at a threshold. */
export function countLit(marks: readonly MapMark[], threshold: number): number {
  return marks.filter((mark) => mark.kind === 'passage' && isLit(mark, threshold)).length;
}

/** A keyboard step: along the paper through the lit passages, or by score through all passages. */
export type MapStep = 'next' | 'previous' | 'first' | 'last' | 'stronger' | 'weaker';

/**
 * The passage to which a step leads.
 *
 * @param from the index of the reader's current mark, if any
 * @returns an index of `marks`; undefined when there is no further passage
 */
export function stepFrom(
  marks: readonly MapMark[],
  from: number | undefined,
  step: MapStep,
  threshold: number,
): number | undefined {
  const passages = marks.flatMap((mark, at) => (mark.kind === 'passage' ? [at] : []));
  const score = (at: number): number => marks[at]!.score;
  if (step === 'stronger' || step === 'weaker') {
    const ordered = passages.sort((a, b) => score(a) - score(b) || a - b);
    if (from === undefined) return ordered.at(-1);
    const at = ordered.indexOf(from);
    return ordered[step === 'stronger' ? at + 1 : at - 1];
  }
  const lit = passages.filter((at) => isLit(marks[at]!, threshold));
  if (step === 'first') return lit[0];
  if (step === 'last') return lit.at(-1);
  if (from === undefined) return step === 'next' ? lit[0] : lit.at(-1);
  return step === 'next' ? lit.find((at) => at > from) : lit.findLast((at) => at < from);
}

function lookOf(mark: MapMark, threshold: number): MarkLook {
  if (!isLit(mark, threshold)) return 'dark';
  return mark.slot === undefined ? bandOf(mark.score) : `question${mark.slot + 1}`;
}
