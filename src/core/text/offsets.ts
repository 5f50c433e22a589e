import { isHighSurrogate, isLowSurrogate } from './codePoints';
import { countUpTo } from './lines';

/** Converts offsets of one text between UTF-16 code units and code points. A lone surrogate counts as one of each. */
export class Offsets {
  /** Offsets of the low surrogates of pairs, in code units. */
  private readonly halves: number[] = [];

  constructor(private readonly text: string) {
    for (let at = 1; at < text.length; at++) {
      if (isLowSurrogate(text.charCodeAt(at)) && isHighSurrogate(text.charCodeAt(at - 1))) this.halves.push(at);
    }
  }

  /** The code point that contains a code unit; at the end of the text, the number of all code points. */
  toCodePoints(offset: number): number {
    return offset - countUpTo(this.halves, offset);
  }

  /** The first code unit of a code point; undefined when the text has no such code point. */
  toCodeUnits(codePoints: number): number | undefined {
    // Each pair before a code point adds one code unit. Finds how many pairs come before it.
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
