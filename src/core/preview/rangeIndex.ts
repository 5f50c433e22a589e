import { countUpTo } from '../text/lines';
import type { LitRange } from './types';

/** Ranges by place, which may overlap; tells quickly which of them touch a part of the text. */
export class RangeIndex<R extends LitRange> {
  private readonly ordered: readonly R[];
  private readonly starts: readonly number[];
  /** The largest end up to each range: it never falls, so that it can be searched. */
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

  /** The ranges that have a code unit in [start, end), by place. */
  touching(start: number, end: number): R[] {
    const from = countUpTo(this.reach, start);
    const to = countUpTo(this.starts, end - 1);
    return this.ordered.slice(from, to).filter((range) => range.end > start);
  }

  /** The next offset behind this one at which a range begins or ends: up to there the same ranges hold. */
  nextBorder(offset: number): number {
    return this.borders[countUpTo(this.borders, offset)] ?? Infinity;
  }
}
