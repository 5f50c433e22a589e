import { trimRange } from '../text/trim';
import type { FoundBlock } from './blocks';

/** A line end followed by a blank line. A lone `\r` is a line end too; `\r\n` counts as one. */
const BLANK_LINES = /(?:\r\n|\n|\r(?!\n))[^\S\r\n]*(?:\r\n|\n|\r(?!\n))/g;

/** The blocks of plain text: the parts between blank lines. */
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
