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
