import type { Place } from './alignInline';
import type { RangeIndex } from './rangeIndex';
import type { RawHtml } from './rawHtml';
import type { LitRange, PreviewToken } from './types';

/** A part of an inline token's children with marks: a whole child, a part of a text, or one of our tags. */
export type MarkedPart<T, R> =
  | { readonly kind: 'child'; readonly child: T }
  | { readonly kind: 'text'; readonly child: T; readonly content: string }
  | { readonly kind: 'open'; readonly ranges: readonly R[] }
  | { readonly kind: 'close' };

/** A child, or a part of its text, with the ranges that contain it. */
interface Piece<T, R> {
  readonly part: MarkedPart<T, R>;
  readonly ranges: readonly R[];
}

/**
 * Puts marks around the text in each range. Neighbours in the same ranges share one mark. A mark never contains a tag.
 *
 * @param places of the children, from `alignInline`
 * @param offsets of the content, from `contentOffsets` or `cellOffsets`
 * @param html is moved past the children
 */
export function markChildren<T extends PreviewToken, R extends LitRange>(
  children: readonly T[],
  places: readonly (Place | undefined)[],
  offsets: Uint32Array,
  ranges: RangeIndex<R>,
  html: RawHtml,
): MarkedPart<T, R>[] {
  const parts: MarkedPart<T, R>[] = [];
  let shown: readonly R[] = [];
  const show = (next: readonly R[]): void => {
    if (shown.length > 0) parts.push({ kind: 'close' });
    if (next.length > 0) parts.push({ kind: 'open', ranges: next });
    shown = next;
  };
  children.forEach((child, at) => {
    html.pass(child);
    const place = html.allowsMarks ? places[at] : undefined;
    for (const piece of piecesOf(child, place, offsets, ranges)) {
      if (!isSame(piece.ranges, shown)) show(piece.ranges);
      parts.push(piece.part);
    }
  });
  show([]);
  return parts;
}

function piecesOf<T extends PreviewToken, R extends LitRange>(
  child: T,
  place: Place | undefined,
  offsets: Uint32Array,
  ranges: RangeIndex<R>,
): Piece<T, R>[] {
  const whole: MarkedPart<T, R> = { kind: 'child', child };
  if (!place) return [{ part: whole, ranges: [] }];
  if (place.kind === 'whole') {
    const start = offsets[place.start]!;
    const end = offsets[place.end - 1]! + 1;
    const around = ranges.touching(start, end).filter((range) => range.start <= start && end <= range.end);
    return [{ part: whole, ranges: around }];
  }
  const pieces: Piece<T, R>[] = [];
  let from = 0;
  let lit: readonly R[] = [];
  const cut = (to: number): void => {
    if (to > from) pieces.push({ part: { kind: 'text', child, content: child.content.slice(from, to) }, ranges: lit });
    from = to;
  };
  let border = -1;
  place.places.forEach((at, unit) => {
    const offset = offsets[at]!;
    if (offset < border) return;
    border = ranges.nextBorder(offset);
    const here = ranges.touching(offset, offset + 1);
    if (isSame(here, lit)) return;
    cut(unit);
    lit = here;
  });
  if (from === 0) return [{ part: whole, ranges: lit }];
  cut(child.content.length);
  return pieces;
}

function isSame<R>(a: readonly R[], b: readonly R[]): boolean {
  return a.length === b.length && a.every((range, at) => range === b[at]);
}
