import { countUpTo } from './lines';

/**
 * The number of code points between two offsets in UTF-16 code units. A lone surrogate counts as one, and so does half of a pair that the
 * range cuts.
 */
export function codePointLength(text: string, start = 0, end = text.length): number {
  let pairs = 0;
  for (let at = start + 1; at < end; at++) {
    if (isLowSurrogate(text.charCodeAt(at)) && isHighSurrogate(text.charCodeAt(at - 1))) pairs++;
  }
  return end - start - pairs;
}

export function isHighSurrogate(unit: number): boolean {
  return (unit & 0xfc00) === 0xd800;
}

export function isLowSurrogate(unit: number): boolean {
  return (unit & 0xfc00) === 0xdc00;
}

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
    // Searches for the number of pairs that end before this code point. Each of them takes one code unit more than code points.
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
