/** Data of an image within the file; the characters of base64 and of a media type only, so that no text takes more than linear time. */
export const IMAGE_DATA = /!\[[^\]\r\n]{0,300}\]\(\s{0,9}data:[\w+/=;,:.%-]*\)|<img\b[^<>]{0,200}?\bdata:[^<>]*>/gi;
const ATTRIBUTES = /(?<=<[a-z][a-z0-9]{0,20})\s[^<>]{0,2000}(?=>)/gi;
/** A run of signs without a blank: a key, an address, data. */
const LONG_RUN = /[!-~]{300,}/g;
const UNREADABLE = /^[!-~]{300,}$/;

/** How much of a text can be read, UTF-16 code units: images within the file, attributes of HTML and long identifiers do not count. */
export function readableLength(text: string): number {
  return text.replace(IMAGE_DATA, '').replace(ATTRIBUTES, '').replace(LONG_RUN, '').length;
}

/** Whether a text is nothing but one long identifier. */
export function isUnreadable(text: string): boolean {
  return UNREADABLE.test(text);
}

/** Papers with more to read are refused; UTF-16 code units. A book has about a million, and reading stays within seconds. */
export const MAX_PAPER_CHARS = 4_000_000;
/** Longer texts are refused whatever is in them; UTF-16 code units. Converters put the images of a paper into its text. */
export const MAX_TEXT_CHARS = 16_000_000;

/** Whether a paper is too long for any engine. */
export function isTooLong(text: string): boolean {
  if (text.length <= MAX_PAPER_CHARS) return false;
  return text.length > MAX_TEXT_CHARS || readableLength(text) > MAX_PAPER_CHARS;
}
