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

/** A text with every CR LF as LF, and the way back to the offsets of the text as it was; UTF-16 code units. */
export interface LineFeedText {
  readonly text: string;
  /** Where an offset of `text` lies in the original; the offset of a line feed that was CR LF is that of the CR. */
  toOriginal(offset: number): number;
}

/**
 * Reads CR LF as LF, the only line end of the texts that the models were trained on: CR LF makes other tokens, and the reference's
 * sentences do not end at it.
 */
export function withLineFeeds(original: string): LineFeedText {
  if (!original.includes('\r\n')) return { text: original, toOriginal: (offset) => offset };
  const text = original.replaceAll('\r\n', '\n');
  const places = new Uint32Array(text.length + 1);
  let place = 0;
  for (let offset = 0; offset < text.length; offset++) {
    places[offset] = place;
    place += original.startsWith('\r\n', place) ? 2 : 1;
  }
  places[text.length] = place;
  return { text, toOriginal: (offset) => places[offset]! };
}
