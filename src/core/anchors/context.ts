/** How much text on each side tells a passage from others with the same words; UTF-16 code units, as much as web annotations use. */
export const CONTEXT = 32;

/** At most this many places of the same words are searched. Text that repeats more often is not a passage. */
const MAX_PLACES = 500;

/** Length of the text that is the same right before both offsets, at most `CONTEXT`; UTF-16 code units. */
export function commonSuffix(a: string, aEnd: number, b: string, bEnd: number): number {
  const limit = Math.min(CONTEXT, aEnd, bEnd);
  let length = 0;
  while (length < limit && a.charCodeAt(aEnd - 1 - length) === b.charCodeAt(bEnd - 1 - length)) length++;
  return length;
}

/** Length of the text that is the same right after both offsets, at most `CONTEXT`; UTF-16 code units. */
export function commonPrefix(a: string, aStart: number, b: string, bStart: number): number {
  const limit = Math.min(CONTEXT, a.length - aStart, b.length - bStart);
  let length = 0;
  while (length < limit && a.charCodeAt(aStart + length) === b.charCodeAt(bStart + length)) length++;
  return length;
}

/** The offsets at which words occur between two offsets, in text order, overlapping ones included. */
export function occurrences(text: string, words: string, from = 0, to = text.length): number[] {
  const places: number[] = [];
  if (words === '') return places;
  let at = text.indexOf(words, Math.max(0, from));
  while (at !== -1 && at + words.length <= to && places.length < MAX_PLACES) {
    places.push(at);
    at = text.indexOf(words, at + 1);
  }
  return places;
}
