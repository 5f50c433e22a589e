import type { TextRange } from './trim';

/** A bracket, a bracket that ends a link with its target, or an escape, which is neither. */
const BRACKET =
  /\\[^]|\](?<target>\([ \t]?[^()\s]{0,2000}(?:\([^()\s]{0,200}\)[^()\s]{0,200})?(?:[ \t]"[^"\r\n]{0,300}")?\))?|!?\[/g;
/** An anchor that converters put before what others link to. It holds no words. */
const ANCHOR = /<(?<tag>span|a)\b[^<>]{0,300}>[ \t]{0,20}<\/\k<tag>>/gi;

/**
 * Markdown with the words of its links in place of the links, and without empty anchors. A link's words may hold brackets, even escaped ones
 * without a partner, as converters write citations: `[\[9,](#page-9-0)` becomes `\[9,`. One pass.
 *
 * @param isGone tells from a target, with its parentheses, whether its link goes; by default every link does
 */
export function unlinked(source: string, isGone: (target: string) => boolean = () => true): string {
  const gone: TextRange[] = [];
  const open: TextRange[] = [];
  for (const { index, 0: bracket, groups } of source.matchAll(BRACKET)) {
    const range = { start: index, end: index + bracket.length };
    if (bracket.endsWith('[') && !bracket.startsWith('\\')) open.push(range);
    else if (bracket.startsWith(']')) {
      const opens = open.pop();
      const target = groups?.['target'];
      if (target !== undefined && isGone(target)) gone.push(...(opens ? [opens] : []), range);
    }
  }
  gone.sort((a, b) => a.start - b.start);
  const kept = gone.map(({ start }, at) => source.slice(gone[at - 1]?.end ?? 0, start));
  return [...kept, source.slice(gone.at(-1)?.end ?? 0)].join('').replace(ANCHOR, '');
}
