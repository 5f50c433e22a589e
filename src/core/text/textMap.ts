import { isHighSurrogate, isLowSurrogate } from './codePoints';
import { countUpTo } from './lines';
import type { TextRange } from './trim';

/** One replacement; offsets and lengths are UTF-16 code units. */
export interface TextChange {
  readonly offset: number;
  /** Length of the text that was removed. */
  readonly deleted: number;
  /** Length of the text that replaced it. */
  readonly inserted: number;
}

/** A range in the current text. `edited` means that text inside it was removed or inserted since the snapshot. */
export interface LocatedRange extends TextRange {
  readonly state: 'same' | 'edited';
}

/** A part of the snapshot that still exists: [start, end) of the snapshot is now at `at`. */
interface Piece {
  readonly start: number;
  readonly end: number;
  readonly at: number;
}

/**
 * Finds ranges of a snapshot of a text in the current text, after any number of edits. It knows which parts of the snapshot are left;
 * inserted text belongs to no range of the snapshot. Immutable: an edit makes a new map. An edit takes time linear in the number of pieces,
 * a look-up logarithmic time.
 */
export class TextMap {
  private readonly starts: readonly number[];

  /**
   * @param length the snapshot's length
   * @param pieces for this class only: in the order of both texts, without overlaps
   */
  constructor(
    length: number,
    private readonly pieces: readonly Piece[] = length > 0 ? [{ start: 0, end: length, at: 0 }] : [],
  ) {
    this.starts = pieces.map((piece) => piece.start);
  }

  /**
   * The map after one more edit of the text.
   *
   * @param changes the replacements of one edit, in any order, without overlaps; all refer to the text before the edit, like the content
   * changes of an editor's event
   */
  edited(changes: readonly TextChange[]): TextMap {
    const ordered = [...changes].sort((a, b) => a.offset - b.offset || a.deleted - b.deleted);
    const pieces: Piece[] = [];
    let next = 0;
    let shift = 0;
    for (const piece of this.pieces) {
      const now = piece.at + (piece.end - piece.start);
      const toSnapshot = piece.start - piece.at;
      let from = piece.at;
      for (; next < ordered.length; next++) {
        const change = ordered[next]!;
        if (change.offset >= now) break;
        if (change.offset > from) keep(pieces, from + toSnapshot, change.offset + toSnapshot, from + shift);
        const resume = change.offset + change.deleted;
        from = Math.max(from, resume);
        // A deletion that goes beyond this piece also applies to the next one.
        if (resume > now) break;
        shift += change.inserted - change.deleted;
      }
      if (from < now) keep(pieces, from + toSnapshot, now + toSnapshot, from + shift);
    }
    return new TextMap(0, pieces);
  }

  /**
   * Where a range of the snapshot is now: from the first to the last of its characters that are left. Text inserted right at its border is
   * outside.
   *
   * @returns undefined when nothing of it is left
   */
  locate(start: number, end: number): LocatedRange | undefined {
    if (start >= end) return undefined;
    let first = Math.max(0, countUpTo(this.starts, start) - 1);
    if (first < this.pieces.length && this.pieces[first]!.end <= start) first++;
    const last = countUpTo(this.starts, end - 1) - 1;
    const head = this.pieces[first];
    const tail = this.pieces[last];
    if (!head || !tail || first > last) return undefined;
    return {
      start: head.at + Math.max(0, start - head.start),
      end: tail.at + (Math.min(end, tail.end) - tail.start),
      state: first === last && head.start <= start && head.end >= end ? 'same' : 'edited',
    };
  }

  /**
   * How many code units of a snapshot range are left.
   *
   * @param into counts only those that are now in this range of the current text
   */
  kept(start: number, end: number, into: TextRange = { start: 0, end: Infinity }): number {
    let count = 0;
    for (let at = Math.max(0, countUpTo(this.starts, start) - 1); at < this.pieces.length; at++) {
      const piece = this.pieces[at]!;
      if (piece.start >= end) break;
      const shift = piece.at - piece.start;
      const from = Math.max(start, piece.start, into.start - shift);
      count += Math.max(0, Math.min(end, piece.end, into.end - shift) - from);
    }
    return count;
  }

  /**
   * The map with parts of the snapshot found again in text that an edit has inserted.
   *
   * @param found the map of a range of the snapshot that has nothing left
   * @param start where that range begins in the snapshot
   * @param at where the inserted text begins
   */
  withFound(found: TextMap, start: number, at: number): TextMap {
    const moved = found.pieces.map((piece) => ({
      start: piece.start + start,
      end: piece.end + start,
      at: piece.at + at,
    }));
    const pieces: Piece[] = [];
    for (const piece of [...this.pieces, ...moved].sort((a, b) => a.start - b.start)) {
      keep(pieces, piece.start, piece.end, piece.at);
    }
    return new TextMap(0, pieces);
  }

  /** The reverse map: from the current text to the snapshot. */
  inverse(): TextMap {
    return new TextMap(
      0,
      this.pieces.map(({ start, end, at }) => ({ start: at, end: at + end - start, at: start })),
    );
  }
}

/** Adds a piece. Joins it to the previous piece when the two are neighbours in both texts (after an insertion was undone). */
function keep(pieces: Piece[], start: number, end: number, at: number): void {
  const before = pieces.at(-1);
  if (before?.end === start && before.at + (before.end - before.start) === at) {
    pieces[pieces.length - 1] = { ...before, end };
    return;
  }
  pieces.push({ start, end, at });
}

/** The smallest single replacement that turns one text into another without cutting a surrogate pair; undefined for equal texts. */
export function differenceBetween(before: string, after: string): TextChange | undefined {
  if (before === after) return undefined;
  const shorter = Math.min(before.length, after.length);
  let prefix = 0;
  while (prefix < shorter && before.charCodeAt(prefix) === after.charCodeAt(prefix)) prefix++;
  if (prefix > 0 && isHighSurrogate(before.charCodeAt(prefix - 1))) prefix--;
  let suffix = 0;
  while (
    suffix < shorter - prefix &&
    before.charCodeAt(before.length - 1 - suffix) === after.charCodeAt(after.length - 1 - suffix)
  ) {
    suffix++;
  }
  if (suffix > 0 && isLowSurrogate(before.charCodeAt(before.length - suffix))) suffix--;
  return { offset: prefix, deleted: before.length - prefix - suffix, inserted: after.length - prefix - suffix };
}
