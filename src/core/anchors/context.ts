/** How much of the text on each side of a passage tells it from its like, UTF-16 code units (as much as web annotations use). */
export const CONTEXT = 32;

/** Words that stand in more places than this are looked for in the first of them only: what is repeated so often is no passage. */
const MAX_PLACES = 500;

/** How many code units before two offsets the texts have in common, up to the context's length. */
export function commonSuffix(a: string, aEnd: number, b: string, bEnd: number): number {
  const limit = Math.min(CONTEXT, aEnd, bEnd);
  let length = 0;
  while (length < limit && a.charCodeAt(aEnd - 1 - length) === b.charCodeAt(bEnd - 1 - length)) length++;
  return length;
}

/** How many code units from two offsets on the texts have in common, up to the context's length. */
export function commonPrefix(a: string, aStart: number, b: string, bStart: number): number {
  const limit = Math.min(CONTEXT, a.length - aStart, b.length - bStart);
  let length = 0;
  while (length < limit && a.charCodeAt(aStart + length) === b.charCodeAt(bStart + length)) length++;
  return length;
}

/** The places at which words occur between two offsets, in their order; overlapping ones too. */
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
