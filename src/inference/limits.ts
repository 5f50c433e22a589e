import { readableLength } from '../core/text/readable';

/** UTF-16 code units of readable text; longer papers are refused. A book has about a million, and reading stays within seconds. */
export const MAX_PAPER_CHARS = 4_000_000;
/** UTF-16 code units; longer texts are refused whatever they contain. Converters put the images of a paper into its text. */
export const MAX_TEXT_CHARS = 16_000_000;

export function isTooLong(text: string): boolean {
  if (text.length <= MAX_PAPER_CHARS) return false;
  return text.length > MAX_TEXT_CHARS || readableLength(text) > MAX_PAPER_CHARS;
}
