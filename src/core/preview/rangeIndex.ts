import { countUpTo } from '../text/lines';
import type { LitRange } from './types';

/** Ranges that may overlap, ordered by start. Quickly finds those that touch a part of the text. */
export class RangeIndex<R extends LitRange> {
  private readonly ordered: readonly R[];
  private readonly starts: readonly number[];
  /** The largest end up to each range. It never falls, so binary search works. */
  private readonly reach: readonly number[];
  /** All starts and ends. */
  private readonly borders: readonly number[];

  constructor(ranges: readonly R[]) {
    this.ordered = [...ranges].filter(({ start, end }) => start < end).sort((a, b) => a.start - b.start);
    this.starts = this.ordered.map(({ start }) => start);
    this.borders = this.ordered.flatMap(({ start, end }) => [start, end]).sort((a, b) => a - b);
    let reach = 0;
    this.reach = this.ordered.map(({ end }) => (reach = Math.max(reach, end)));
  }

  /** The ranges with a code unit in [start, end), ordered by start. */
  touching(start: number, end: number): R[] {
    const from = countUpTo(this.reach, start);
    const to = countUpTo(this.starts, end - 1);
    return this.ordered.slice(from, to).filter((range) => range.end > start);
  }

  /** The next offset after this one at which a range begins or ends. The set of ranges does not change before it. */
  nextBorder(offset: number): number {
    return this.borders[countUpTo(this.borders, offset)] ?? Infinity;
  }
}
