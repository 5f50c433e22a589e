import { sectionAt } from '../core/paper/sections';
import type { Block, Outline } from '../core/paper/types';
import { trimRange } from '../core/text/trim';
import type { ChunkInput } from './engine';

/**
 * Gives every chunk its text and its blocks. A block that a cut divides (a list item of several paragraphs) counts in each of
 * its chunks with the part that lies there.
 *
 * @param text the text that `outline` was read from
 */
export function chunkInputs(text: string, outline: Outline): ChunkInput[] {
  let next = 0;
  return outline.chunks.map((chunk) => {
    while (next < outline.blocks.length && outline.blocks[next]!.end <= chunk.start) next++;
    const blocks: Block[] = [];
    for (let at = next; at < outline.blocks.length && outline.blocks[at]!.start < chunk.end; at++) {
      const block = outline.blocks[at]!;
      const part = trimRange(text, Math.max(block.start, chunk.start), Math.min(block.end, chunk.end));
      if (part) blocks.push({ ...block, ...part });
    }
    return {
      chunk,
      text: text.slice(chunk.start, chunk.end),
      blocks,
      sections: blocks.map((block) => sectionAt(outline, block.start)),
    };
  });
}
