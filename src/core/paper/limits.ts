import { readableLength } from '../text/readable';

/** Papers with more to read are refused; UTF-16 code units. A book has about a million, and reading stays within seconds. */
export const MAX_PAPER_CHARS = 4_000_000;
/** Longer texts are refused whatever is in them; UTF-16 code units. Converters put the images of a paper into its text. */
export const MAX_TEXT_CHARS = 16_000_000;

/** Whether a paper is too long for any engine. */
export function isTooLong(text: string): boolean {
  if (text.length <= MAX_PAPER_CHARS) return false;
  return text.length > MAX_TEXT_CHARS || readableLength(text) > MAX_PAPER_CHARS;
}
