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
