import { alignText, type DecodeEntity } from './alignText';
import { linkEnds } from './linkTail';
import type { PreviewToken } from './types';

/**
 * Where a child of an inline token is in the token's content, in UTF-16 code units. Text has a place for each code unit. Children that can
 * only be lit as a whole have a range.
 */
export type Place =
  | { readonly kind: 'text'; readonly places: Uint32Array }
  | { readonly kind: 'whole'; readonly start: number; readonly end: number };

/** One way to read a child from an offset: its place, and where its next sibling begins. */
interface Reading {
  readonly place?: Place;
  readonly end: number;
}

const BREAK = / *\\?\n[ \t]*/y;
/** The search gives up a token after this many readings for each code unit of its content and each of its children. */
const READINGS = 40;

/**
 * Finds the children of an inline token in its content, one after another. The syntax of known children tells where they end. The source of
 * children from other extensions is unknown, so the search looks for the next known child. It backtracks when a guess fails.
 *
 * @returns a place for each child, undefined for children that show no text of the paper; undefined as a whole when the children cannot be
 * matched to the content
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
    // When a child has no other reading, go back to the child before it.
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

/** For each child, the markup of the link to which it belongs. Automatic links have a different syntax. */
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
  // An automatic link may show its address in a more readable form. Then only its whole range is known.
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

/** Inline code ends at the next run with the same number of backticks. */
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

/** Emphasis has its marks in the source, and inline HTML and math stand there unchanged. The source of all other tokens is unknown. */
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
