/** A text with LF for every CR LF, and the way back to offsets of the original; UTF-16 code units. */
export interface LineFeedText {
  readonly text: string;
  /** The original offset of an offset in `text`. A line feed that was CR LF maps to its CR. */
  toOriginal(offset: number): number;
}

/**
 * Replaces CR LF by LF, the only line end in the texts that models were trained on. CR LF would make other tokens, and the reference's
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
