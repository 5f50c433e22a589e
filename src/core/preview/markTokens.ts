import { alignInline } from './alignInline';
import type { DecodeEntity } from './alignText';
import { cellOffsets, contentOffsets } from './inlineSource';
import { markChildren, type MarkedPart } from './markChildren';
import { RangeIndex } from './rangeIndex';
import { RawHtml } from './rawHtml';
import type { RenderedText } from './renderedText';
import type { LitRange, PreviewToken } from './types';

/**
 * Decides what to light on a page: for each inline token that touches a range, its children with marks between them. Marks stand around
 * text, inline code, inline math and line ends, always inside one element, so that the page without them is the original page. Code blocks,
 * display math and HTML blocks are not inline and stay unlit.
 *
 * @param tokens the block tokens of the whole page
 * @param ranges what to light, offsets of `text.text`
 * @returns marked children by the index of their inline token
 */
export function markTokens<T extends PreviewToken & { readonly children: readonly T[] | null }, R extends LitRange>(
  tokens: readonly T[],
  text: RenderedText,
  ranges: readonly R[],
  decode: DecodeEntity,
): Map<number, MarkedPart<T, R>[]> {
  const index = new RangeIndex(ranges);
  const html = new RawHtml();
  const cells = new Map<number, Uint32Array>();
  const marked = new Map<number, MarkedPart<T, R>[]>();
  tokens.forEach((token, at) => {
    html.pass(token);
    if (token.type === 'tr_open') readRow(tokens, at, text, cells);
    if (token.type !== 'inline' || !token.children) return;
    const offsets = cells.get(at) ?? (token.map ? contentOffsets(token.content, token.map[0], text) : undefined);
    const first = offsets?.[0];
    const isLit = offsets && first !== undefined && index.touching(first, offsets.at(-1)! + 1).length > 0;
    const places = isLit ? alignInline(token.content, token.children, decode) : undefined;
    if (!offsets || !places) {
      for (const child of token.children) html.pass(child);
      return;
    }
    marked.set(at, markChildren(token.children, places, offsets, index, html));
  });
  return marked;
}

/** Finds the cells of the table row that opens at an index. Only the row has a line number. */
function readRow(
  tokens: readonly PreviewToken[],
  open: number,
  text: RenderedText,
  cells: Map<number, Uint32Array>,
): void {
  const line = tokens[open]!.map?.[0];
  if (line === undefined) return;
  const row: number[] = [];
  for (let at = open + 1; at < tokens.length && tokens[at]!.type !== 'tr_close'; at++) {
    if (tokens[at]!.type === 'inline') row.push(at);
  }
  const contents = row.map((at) => tokens[at]!.content);
  cellOffsets(contents, line, text)?.forEach((offsets, cell) => cells.set(row[cell]!, offsets));
}
