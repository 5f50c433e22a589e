import type { PlainText } from './plainWriter';

/** The data of an image inside the file. Only characters of base64 and media types are allowed, so that every text takes linear time. */
export const IMAGE_DATA = /!\[[^\]\r\n]{0,300}\]\(\s{0,9}data:[\w+/=;,:.%-]*\)|<img\b[^<>]{0,200}?\bdata:[^<>]*>/gi;
const ATTRIBUTES = /(?<=<[a-z][a-z0-9]{0,20})\s[^<>]{0,2000}(?=>)/gi;
/** A long run of characters without a blank: a key, an address, data. */
const LONG_RUN = /[!-~]{300,}/g;
const UNREADABLE = /^[!-~]{300,}$/;

/** How much of a text is for reading, in UTF-16 code units. Images inside the file, HTML attributes and long identifiers do not count. */
export function readableLength(text: string): number {
  return text.replace(IMAGE_DATA, '').replace(ATTRIBUTES, '').replace(LONG_RUN, '').length;
}

/** Whether a text is a single long identifier. */
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

/** A text without the data of images inside it; undefined where it has none, which nearly every text has. */
export function withoutImageData(text: string): PlainText | undefined {
  const images = Array.from(text.matchAll(IMAGE_DATA));
  if (images.length === 0) return undefined;
  const pieces: string[] = [];
  const offsets = new Uint32Array(text.length);
  let length = 0;
  let from = 0;
  for (const { index, 0: image } of [...images, { index: text.length, 0: '' }]) {
    pieces.push(text.slice(from, index));
    for (let at = from; at < index; at++) offsets[length++] = at;
    from = index + image.length;
  }
  return { text: pieces.join(''), offsets: offsets.slice(0, length) };
}
