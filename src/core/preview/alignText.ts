/** Turns an HTML entity such as `&amp;` into its character. Returns other texts unchanged. */
export type DecodeEntity = (entity: string) => string;

const ESCAPABLE = /[!-/:-@[-`{-~]/;
const ENTITY = /&(?:#x[a-f0-9]{1,6}|#[0-9]{1,7}|[a-z][a-z0-9]{1,31});/iy;

/** What markdown-it's typographer (rules `replacements` and `smartquotes`) shows, and the marks in the source for it. */
const TYPOGRAPHY: Readonly<Record<string, RegExp>> = {
  '“': /"/y,
  '”': /"/y,
  '‘': /'/y,
  '’': /'/y,
  '…': /\.{2,}/y,
  '–': /--/y,
  '—': /---/y,
  '±': /\+-/y,
  '©': /\(c\)/iy,
  '®': /\(r\)/iy,
  '™': /\(tm\)/iy,
};
/** Marks whose repetitions the typographer may remove. */
const SHORTENED = '?!.,';

/** A text found in its source; UTF-16 code units of the source. */
export interface AlignedText {
  /** Where each code unit of the text is in the source. */
  readonly places: Uint32Array;
  /** Where the source may continue, most likely first. Repetitions of the last mark may have been removed. */
  readonly ends: readonly number[];
}

/**
 * Follows the text that a reader sees through its source. The source may escape characters, write them as entities, or have marks that the
 * typographer replaces.
 *
 * @param text what the reader sees
 * @param source the content of an inline token
 * @param from where the text begins in the source
 * @returns undefined when the text is not there
 */
export function alignText(text: string, source: string, from: number, decode: DecodeEntity): AlignedText | undefined {
  const places = new Uint32Array(text.length);
  let at = from;
  let unit = 0;
  while (unit < text.length) {
    const step = stepAt(text, unit, source, at, decode);
    if (step) {
      places.fill(at + step.before, unit, unit + step.seen);
      unit += step.seen;
      at += step.length;
    } else if (at > from && unit > 0 && isRepetition(text[unit - 1]!, source[at])) {
      at++;
    } else {
      return undefined;
    }
  }
  const ends = [at];
  const last = text.at(-1);
  if (last !== undefined) while (isRepetition(last, source[at])) ends.push(++at);
  return { places, ends };
}

/** One step: code units of text (`seen`), code units of source (`length`), and how many of the latter come before the character. */
interface Step {
  readonly seen: number;
  readonly length: number;
  readonly before: number;
}

function stepAt(text: string, unit: number, source: string, at: number, decode: DecodeEntity): Step | undefined {
  const seen = text[unit]!;
  const next = source[at];
  if (next === '\\' && source[at + 1] === seen && ESCAPABLE.test(seen)) return { seen: 1, length: 2, before: 1 };
  if (next === '&') {
    ENTITY.lastIndex = at;
    const entity = ENTITY.exec(source)?.[0];
    const decoded = entity === undefined ? undefined : decode(entity);
    if (entity !== undefined && decoded !== undefined && decoded !== entity && text.startsWith(decoded, unit)) {
      return { seen: decoded.length, length: entity.length, before: 0 };
    }
  }
  if (next === seen) return { seen: 1, length: 1, before: 0 };
  const typographic = TYPOGRAPHY[seen];
  if (!typographic) return undefined;
  typographic.lastIndex = at;
  const marks = typographic.exec(source)?.[0];
  return marks === undefined ? undefined : { seen: 1, length: marks.length, before: 0 };
}

function isRepetition(mark: string, next: string | undefined): boolean {
  return mark === next && SHORTENED.includes(mark);
}
