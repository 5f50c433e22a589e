import { type LocatedRange, TextMap } from '../text/textMap';
import type { TextRange } from '../text/trim';
import { changesBetween } from './changes';
import { commonPrefix, commonSuffix, occurrences } from './context';

/** A range that has lost more than this share of its text is gone. */
const KEPT_SHARE = 0.5;
/**
 * UTF-16 code units. A range found by its words alone must have at least this length, including the context that matches, because the words
 * of a short passage occur in many places.
 */
const MIN_EVIDENCE = 32;
/** An edit that inserts less text than this cannot bring a passage back. */
const MIN_INSERTED = 8;

/** One replacement of an edit; UTF-16 code units of the text before the edit. */
export interface Replacement {
  readonly offset: number;
  /** Length of the text that was removed. */
  readonly deleted: number;
  /** What stands in its place. */
  readonly text: string;
}

/**
 * The text of a paper when a question was asked, and where its ranges are in the paper now. A range is followed through the edits since
 * then.
 *
 * What an edit removes is compared with what it inserts, in the same way as whole texts are compared when a paper is opened. This matters
 * because an editor reports a file that changed on the disk as one replacement, from the first line that differs to the last.
 *
 * A range that was cut is searched by its words and their context, but only in new text. A place that already had the same words is another
 * passage, so no range moves there. A range that is not found is lost.
 */
export class Snapshot {
  private map: TextMap;
  private reversed: TextMap | undefined;
  /** Results for edited ranges, by their offsets, kept until an edit can change them. */
  private readonly located = new Map<string, LocatedRange | undefined>();
  /** Where cut text has been inserted again: for each text, its old offsets and their new ones. */
  private readonly moved = new Map<string, ReadonlyMap<number, number>>();

  /**
   * @param text the text when the question was asked
   * @param now the paper's current text
   */
  constructor(
    readonly text: string,
    now: string,
  ) {
    this.map = compared(text, now);
  }

  /** Follows one edit: its replacements in any order, without overlaps. */
  edit(replacements: readonly Replacement[]): void {
    const before = this.inverse;
    const ordered = [...replacements].sort((a, b) => a.offset - b.offset || a.deleted - b.deleted);
    const changes = ordered.map(({ offset, deleted, text }) => ({ offset, deleted, inserted: text.length }));
    let map = this.map.edited(changes);
    let shift = 0;
    for (const { offset, deleted, text } of ordered) {
      const replaced = text === '' ? undefined : before.locate(offset, offset + deleted);
      if (replaced) {
        const found = compared(this.text.slice(replaced.start, replaced.end), text);
        map = map.withFound(found, replaced.start, offset + shift);
      }
      shift += text.length - deleted;
    }
    this.map = map;
    this.reversed = undefined;
    this.moved.clear();
    const bringsText = replacements.some(({ text }) => text.length >= MIN_INSERTED);
    for (const [key, place] of this.located) if (bringsText || place) this.located.delete(key);
  }

  /**
   * Where a range of the snapshot is now; undefined when it is lost.
   *
   * @param now returns the paper's current text; called only when edits have touched the range
   */
  locate(start: number, end: number, now: () => string): LocatedRange | undefined {
    const place = this.map.locate(start, end);
    if (place?.state === 'same' || start >= end) return place;
    const key = `${start}-${end}`;
    if (!this.located.has(key)) this.located.set(key, this.search(start, end, place, now()));
    return this.located.get(key);
  }

  /** Where a range of the current paper was in the snapshot; undefined for text that is new or edited. */
  original(start: number, end: number): TextRange | undefined {
    const place = this.inverse.locate(start, end);
    return place?.state === 'same' ? { start: place.start, end: place.end } : undefined;
  }

  private get inverse(): TextMap {
    return (this.reversed ??= this.map.inverse());
  }

  private search(start: number, end: number, left: LocatedRange | undefined, now: string): LocatedRange | undefined {
    const length = end - start;
    if (left) {
      const whole = this.wholeNear(start, end, left, now);
      if (whole !== undefined) return { start: whole, end: whole + length, state: 'same' };
      if (this.map.kept(start, end) >= length * KEPT_SHARE) return left;
    }
    const at = this.movesOf(this.text.slice(start, end), now).get(start);
    return at === undefined ? undefined : { start: at, end: at + length, state: 'same' };
  }

  /**
   * A difference can have more than one reading: when "a b a" becomes "a b a b a", the insertion may be at either end. When the whole text
   * of a range stands beside what is left of it, the range counts as unedited.
   */
  private wholeNear(start: number, end: number, left: TextRange, now: string): number | undefined {
    const words = this.text.slice(start, end);
    const places = occurrences(now, words, left.start - words.length, left.end + words.length);
    return places
      .filter((at) => {
        const known = this.inverse.kept(at, at + words.length);
        return (known - this.inverse.kept(at, at + words.length, { start, end })) * 2 <= words.length;
      })
      .map((at) => ({ at, shared: this.sharedContext(start, now, at, words.length) }))
      .reduce<{ at: number; shared: number } | undefined>((best, place) => {
        return best && best.shared >= place.shared ? best : place;
      }, undefined)?.at;
  }

  /**
   * Matches each place that has lost these words to a place where they stand in new text. Each new place goes to the old place whose
   * context matches best; ties keep the text order.
   */
  private movesOf(words: string, now: string): ReadonlyMap<number, number> {
    const known = this.moved.get(words);
    if (known) return known;
    const length = words.length;
    const places = occurrences(now, words).filter((at) => this.inverse.kept(at, at + length) * 2 <= length);
    const gone = places.length === 0 ? [] : occurrences(this.text, words).filter((at) => this.isGone(at, length));
    const pairs = gone
      .flatMap((from) => places.map((at) => ({ from, at, shared: this.sharedContext(from, now, at, length) })))
      .filter(({ shared }) => length + shared >= MIN_EVIDENCE)
      .sort((a, b) => b.shared - a.shared || a.from - b.from || a.at - b.at);
    const moves = new Map<number, number>();
    const taken = new Set<number>();
    for (const { from, at } of pairs) {
      if (moves.has(from) || taken.has(at)) continue;
      moves.set(from, at);
      taken.add(at);
    }
    this.moved.set(words, moves);
    return moves;
  }

  private isGone(start: number, length: number): boolean {
    return this.map.kept(start, start + length) < length * KEPT_SHARE;
  }

  private sharedContext(start: number, now: string, at: number, length: number): number {
    return commonSuffix(this.text, start, now, at) + commonPrefix(this.text, start + length, now, at + length);
  }
}

/** Maps the parts of `before` that `after` still has to their places in it. */
function compared(before: string, after: string): TextMap {
  return new TextMap(before.length).edited(changesBetween(before, after));
}
