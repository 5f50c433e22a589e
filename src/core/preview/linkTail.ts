const DESTINATION = /<(?:[^<>\n\\]|\\.)*>/y;
const TITLE = /"(?:[^"\\]|\\[^])*"|'(?:[^'\\]|\\[^])*'|\((?:[^()\\]|\\[^])*\)/y;
const BLANK = /[ \t\n]*/y;

/**
 * Where a link or image may end, most likely first: after its destination, after its reference, or right after its label (CommonMark's
 * inline links, full and collapsed references, shortcut references).
 *
 * @param at the offset after the label's `]`
 */
export function linkEnds(source: string, at: number): number[] {
  const end = source[at] === '(' ? inlineTail(source, at) : source[at] === '[' ? referenceTail(source, at) : undefined;
  return end === undefined ? [at] : [end, at];
}

function inlineTail(source: string, open: number): number | undefined {
  let at = skip(BLANK, source, open + 1);
  const pointed = skip(DESTINATION, source, at);
  at = pointed > at ? pointed : bareDestination(source, at);
  const blank = skip(BLANK, source, at);
  const titled = blank > at ? skip(TITLE, source, blank) : blank;
  at = skip(BLANK, source, titled);
  return source[at] === ')' ? at + 1 : undefined;
}

/** The end of a destination without pointed brackets. Parentheses in it are balanced or escaped. */
function bareDestination(source: string, start: number): number {
  let depth = 0;
  let at = start;
  for (; at < source.length; at++) {
    const unit = source.charCodeAt(at);
    if (unit <= 0x20 || unit === 0x7f) break;
    if (source[at] === '\\' && at + 1 < source.length && source.charCodeAt(at + 1) > 0x20) at++;
    else if (source[at] === '(') depth++;
    else if (source[at] === ')' && --depth < 0) break;
  }
  return at;
}

function referenceTail(source: string, open: number): number | undefined {
  let depth = 0;
  for (let at = open; at < source.length; at++) {
    if (source[at] === '\\') at++;
    else if (source[at] === '[') depth++;
    else if (source[at] === ']' && --depth === 0) return at + 1;
  }
  return undefined;
}

function skip(pattern: RegExp, source: string, at: number): number {
  pattern.lastIndex = at;
  return at + (pattern.exec(source)?.[0].length ?? 0);
}
