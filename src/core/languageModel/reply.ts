import { codePointLength } from '../text/codePoints';
import { withLineFeeds } from '../text/lines';
import { trimRange, type TextRange } from '../text/trim';
import { isFields } from '../storage/schemas';

/** A passage that a model named. */
interface NamedPassage {
  readonly section: number | undefined;
  readonly text: string;
}

/** The passages of a reply; undefined when it is not in the requested form (a refusal, small talk). */
export type Reply = readonly NamedPassage[] | undefined;

/** Shortest passage, code points: a shorter text could stand anywhere. */
const MIN_PASSAGE = 10;
/** How many objects of a reply are tried. If none of them is an answer, the reply has none, however long it is. */
const MAX_ATTEMPTS = 20;

/** Reads the JSON in a reply and ignores the text around it (a model may think aloud or use a code fence). */
export function readReply(reply: string): Reply {
  for (const { index } of [...reply.matchAll(/"passages"\s*:/g)].slice(0, MAX_ATTEMPTS)) {
    const from = reply.lastIndexOf('{', index);
    const end = from < 0 ? undefined : objectEnd(reply, from);
    const passages = end === undefined ? undefined : passagesOf(reply.slice(from, end));
    if (passages) return passages;
  }
  return undefined;
}

/** The passages of a reply that are in the paper word for word, and the number of those that are not. */
export interface PlacedPassages {
  /** By the index of the chunk; UTF-16 code units of the chunk's own text, by place, without overlaps. */
  readonly accepted: ReadonlyMap<number, readonly TextRange[]>;
  readonly rejected: number;
}

/**
 * Looks for the named passages in the chunks that the model was given: first in the one it named, then in the others. Only exact
 * substrings count, except that CR LF equals LF. A passage that occurs several times in its chunk is accepted at every place, because all
 * of them say the same.
 *
 * @param sections the chunks of the request with their text
 */
export function placePassages(
  passages: readonly NamedPassage[],
  sections: ReadonlyMap<number, string>,
): PlacedPassages {
  const found = new Map<number, TextRange[]>();
  let rejected = 0;
  for (const { section, text } of passages) {
    const place = placeOf(text, section, sections);
    if (place) found.set(place.section, [...(found.get(place.section) ?? []), ...place.ranges]);
    else rejected++;
  }
  return { accepted: new Map([...found].map(([section, ranges]) => [section, joined(ranges)])), rejected };
}

function placeOf(
  passage: string,
  named: number | undefined,
  sections: ReadonlyMap<number, string>,
): { readonly section: number; readonly ranges: readonly TextRange[] } | undefined {
  const wanted = withLineFeeds(passage.trim()).text;
  if (codePointLength(wanted) < MIN_PASSAGE) return undefined;
  const order = [...sections.keys()].sort((a, b) => Number(b === named) - Number(a === named) || a - b);
  for (const section of order) {
    const ranges = occurrences(sections.get(section)!, wanted);
    if (ranges.length > 0) return { section, ranges };
  }
  return undefined;
}

function occurrences(original: string, wanted: string): TextRange[] {
  const { text, toOriginal } = withLineFeeds(original);
  const ranges: TextRange[] = [];
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length)) {
    const range = trimRange(original, toOriginal(at), toOriginal(at + wanted.length));
    if (range) ranges.push(range);
  }
  return ranges;
}

/** Ranges by place; overlapping ones are joined. */
function joined(ranges: readonly TextRange[]): TextRange[] {
  const result: TextRange[] = [];
  for (const range of [...ranges].sort((a, b) => a.start - b.start || b.end - a.end)) {
    const last = result.at(-1);
    if (last && range.start < last.end) result[result.length - 1] = { ...last, end: Math.max(last.end, range.end) };
    else result.push(range);
  }
  return result;
}

/** The end of the object that begins at an offset; undefined when it has none. Braces in strings do not count. */
function objectEnd(text: string, from: number): number | undefined {
  let depth = 0;
  let inString = false;
  for (let at = from; at < text.length; at++) {
    const character = text[at]!;
    if (inString) {
      if (character === '\\') at++;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '{') depth++;
    else if (character === '}' && --depth === 0) return at + 1;
  }
  return undefined;
}

function passagesOf(json: string): NamedPassage[] | undefined {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return undefined;
  }
  const passages = isFields(value) ? value['passages'] : undefined;
  if (!Array.isArray(passages)) return undefined;
  return passages.map((passage: unknown) => {
    const fields = isFields(passage) ? passage : { text: passage };
    const { section, text } = fields;
    return {
      section: typeof section === 'number' ? section : undefined,
      // A value that is not a text cannot be in the paper: the empty text is rejected later.
      text: typeof text === 'string' ? text : '',
    };
  });
}
