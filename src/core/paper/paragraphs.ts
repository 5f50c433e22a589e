import { trimRange } from '../text/trim';
import type { FoundBlock } from './blocks';

/** A line end and a blank line behind it; a lone `\r` ends a line, but never half of `\r\n`. */
const BLANK_LINES = /(?:\r\n|\n|\r(?!\n))[^\S\r\n]*(?:\r\n|\n|\r(?!\n))/g;

/** The blocks of plain text: what stands between blank lines. */
export function textBlocks(text: string): FoundBlock[] {
  const blocks: FoundBlock[] = [];
  let from = 0;
  const add = (end: number): void => {
    const range = trimRange(text, from, end);
    if (range) blocks.push({ kind: 'paragraph', ...range });
  };
  for (const match of text.matchAll(BLANK_LINES)) {
    add(match.index);
    from = match.index + match[0].length;
  }
  add(text.length);
  return blocks;
}
