const LINE_END = /\r\n|\r|\n/g;

/** Offsets at which lines start, in UTF-16 code units. A line ends with `\n`, `\r\n` or `\r`. The first entry is 0. */
export function lineStarts(text: string): number[] {
  const starts = [0];
  for (const match of text.matchAll(LINE_END)) starts.push(match.index + match[0].length);
  return starts;
}

/** Returns a function from an offset (UTF-16 code units) to its line number, starting at 1. */
export function lineOf(text: string): (offset: number) => number {
  const starts = lineStarts(text);
  return (offset) => countUpTo(starts, offset);
}

/** How many of the ascending `values` are at most `limit`. */
export function countUpTo(values: ArrayLike<number>, limit: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[middle]! <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
