import { alignText, type DecodeEntity } from './alignText';
import { linkEnds } from './linkTail';
import type { PreviewToken } from './types';

/**
 * Where a child of an inline token stands in the token's content, UTF-16 code units. Text has a place for each of its code units;
 * what can be lit only as a whole has its range.
 */
export type Place =
  | { readonly kind: 'text'; readonly places: Uint32Array }
  | { readonly kind: 'whole'; readonly start: number; readonly end: number };

/** A way to read a child at some offset: its place and where its next sibling begins. */
interface Reading {
  readonly place?: Place;
  readonly end: number;
}

const BREAK = / *\\?\n[ \t]*/y;
/** How many readings are tried before a token is given up, for each code unit of its content and once more. */
const READINGS = 40;

/**
 * Finds the children of an inline token in its content, one after the other: what is known of their syntax tells where each ends; of
 * what other extensions put there nothing is known, so that the next known thing is looked for. Where a guess leads nowhere, the
 * next one is tried.
 *
 * @returns a place for each child, undefined for those that show no text of the paper; undefined as a whole when the children cannot
 *   be read from the content
 */
export function alignInline(
  content: string,
  children: readonly PreviewToken[],
  decode: DecodeEntity,
): readonly (Place | undefined)[] | undefined {
  const links = linkMarkups(children);
  const places = new Array<Place | undefined>(children.length).fill(undefined);
  const open: Iterator<Reading>[] = [];
  let budget = READINGS * (content.length + children.length + 1);
  let at = 0;
  while (open.length < children.length || content.slice(at).trim() !== '') {
    const child = children[open.length];
    if (child) open.push(readings(child, links[open.length] ?? '', content, at, decode));
    // A child that can be read in no other way sends the search back to the one before it.
    let next = open.at(-1)?.next();
    while (next?.done === true) {
      open.pop();
      next = open.at(-1)?.next();
    }
    if (!next || budget-- === 0) return undefined;
    places[open.length - 1] = next.value.place;
    at = next.value.end;
  }
  return places;
}

/** The markup of the link that each child opens, closes or is the text of: automatic links are written differently. */
function linkMarkups(children: readonly PreviewToken[]): (string | undefined)[] {
  let markup: string | undefined;
  return children.map((child) => {
    if (child.type === 'link_open') markup = child.markup;
    const inside = markup;
    if (child.type === 'link_close') markup = undefined;
    return inside;
  });
}

function* readings(
  child: PreviewToken,
  link: string,
  content: string,
  at: number,
  decode: DecodeEntity,
): Generator<Reading> {
  switch (child.type) {
    case 'text':
      yield* textReadings(child.content, link, content, at, decode);
      return;
    case 'softbreak':
    case 'hardbreak':
      yield* breakReadings(content, at);
      return;
    case 'code_inline':
      yield* codeReadings(child, content, at);
      return;
    case 'link_open':
    case 'link_close':
      yield* linkReadings(child.nesting, link, content, at);
      return;
    case 'image': {
      const label = `![${child.content}]`;
      if (content.startsWith(label, at)) for (const end of linkEnds(content, at + label.length)) yield { end };
      return;
    }
    default:
      yield* otherReadings(child, content, at);
      return;
  }
}

function* textReadings(
  text: string,
  link: string,
  content: string,
  at: number,
  decode: DecodeEntity,
): Generator<Reading> {
  const aligned = alignText(text, content, at, decode);
  if (aligned) for (const end of aligned.ends) yield { place: { kind: 'text', places: aligned.places }, end };
  // The text of an automatic link may be its address in a more readable form: then only the whole of it is known.
  if (link !== 'autolink' && link !== 'linkify') return;
  const space = content.slice(at).search(/[\s<>]/);
  const limit = space < 0 ? content.length : at + space;
  for (let end = limit; end > at; end--) yield { place: { kind: 'whole', start: at, end }, end };
}

function* breakReadings(content: string, at: number): Generator<Reading> {
  BREAK.lastIndex = at;
  const found = BREAK.exec(content)?.[0];
  if (found === undefined) return;
  const start = at + found.indexOf('\n');
  yield { place: { kind: 'whole', start, end: start + 1 }, end: at + found.length };
}

/** Inline code ends at the next run of as many backticks. */
function* codeReadings({ markup }: PreviewToken, content: string, at: number): Generator<Reading> {
  if (markup === '' || !content.startsWith(markup, at)) return;
  const start = at + markup.length;
  const runs = /`+/g;
  runs.lastIndex = start;
  for (let run = runs.exec(content); run; run = runs.exec(content)) {
    if (run[0].length !== markup.length) continue;
    yield { place: { kind: 'whole', start, end: run.index }, end: runs.lastIndex };
    return;
  }
}

function* linkReadings(nesting: number, link: string, content: string, at: number): Generator<Reading> {
  if (link === 'linkify') {
    yield { end: at };
    return;
  }
  const mark = link === 'autolink' ? (nesting > 0 ? '<' : '>') : nesting > 0 ? '[' : ']';
  if (content[at] !== mark) return;
  const ends = mark === ']' ? linkEnds(content, at + 1) : [at + 1];
  for (const end of ends) yield { end };
}

/** Emphasis has its marks, inline HTML and math stand there as they are; of anything else the source is unknown. */
function* otherReadings(child: PreviewToken, content: string, at: number): Generator<Reading> {
  const { markup, nesting } = child;
  const written = nesting === 0 ? `${markup}${child.content}${markup}` : markup;
  if (written !== '' && content.startsWith(written, at)) {
    const end = at + written.length;
    const isQuoted = nesting === 0 && markup !== '';
    yield isQuoted ? { place: { kind: 'whole', start: at + markup.length, end: end - markup.length }, end } : { end };
    return;
  }
  for (let end = at; end <= content.length; end++) yield { end };
}
