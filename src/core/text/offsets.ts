import { isHighSurrogate, isLowSurrogate } from './codePoints';
import { countUpTo } from './lines';

/** Prepares a text for the change between offsets in UTF-16 code units and in code points; a lone surrogate counts as one of each. */
export class Offsets {
  /** Where the second halves of pairs stand, in code units. */
  private readonly halves: number[] = [];

  constructor(private readonly text: string) {
    for (let at = 1; at < text.length; at++) {
      if (isLowSurrogate(text.charCodeAt(at)) && isHighSurrogate(text.charCodeAt(at - 1))) this.halves.push(at);
    }
  }

  /** The code point that a code unit belongs to, or the number of all at the end. */
  toCodePoints(offset: number): number {
    return offset - countUpTo(this.halves, offset);
  }

  /** The first code unit of a code point; undefined when the text has no such one. */
  toCodeUnits(codePoints: number): number | undefined {
    // The k-th pair's second half is passed by all code points from there on: each shifts what follows by one.
    let low = 0;
    let high = this.halves.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.halves[middle]! - middle <= codePoints) low = middle + 1;
      else high = middle;
    }
    const offset = codePoints + low;
    return codePoints >= 0 && offset <= this.text.length ? offset : undefined;
  }
}
