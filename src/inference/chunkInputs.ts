import { sectionAt } from '../core/paper/sections';
import type { Block, Outline } from '../core/paper/types';
import { contextOf, type Unit, unitsOf } from '../core/paper/units';
import { plainText } from '../core/text/plainText';
import { overlaps, type TextRange, trimRange } from '../core/text/trim';
import type { ChunkInput, UnitInput } from './engine';
import { once } from './once';

/**
 * Gives every chunk its text and its blocks. A block that a cut divides (a list item of several paragraphs) counts in each of
 * its chunks with the part that lies there.
 *
 * @param text the text that `outline` was read from
 */
export function chunkInputs(text: string, outline: Outline): ChunkInput[] {
  const units = once(() => unitsOf(text, outline));
  let next = 0;
  return outline.chunks.map((chunk) => {
    while (next < outline.blocks.length && outline.blocks[next]!.end <= chunk.start) next++;
    const blocks: Block[] = [];
    for (let at = next; at < outline.blocks.length && outline.blocks[at]!.start < chunk.end; at++) {
      const block = outline.blocks[at]!;
      const part = trimRange(text, Math.max(block.start, chunk.start), Math.min(block.end, chunk.end));
      if (part) blocks.push({ ...block, ...part });
    }
    const chunkText = text.slice(chunk.start, chunk.end);
    return {
      chunk,
      text: chunkText,
      blocks,
      sections: blocks.map((block) => sectionAt(outline, block.start)),
      units: once(() => units().flatMap((unit) => partIn(chunk, unit, chunkText, () => contextOf(text, unit)))),
    };
  });
}

/** The part of a unit whose sentences start in a chunk. A unit that a cut divides is read in its parts. */
function partIn(chunk: TextRange, unit: Unit, chunkText: string, sectionOf: () => string): UnitInput[] {
  if (!overlaps(unit, chunk)) return [];
  const sentences = unit.sentences
    .filter(({ start }) => start >= chunk.start && start < chunk.end)
    .map(({ start, end }) => ({ start: start - chunk.start, end: Math.min(end, chunk.end) - chunk.start }));
  if (sentences.length === 0) return [];
  const [{ start }, { end }] = [sentences[0]!, sentences.at(-1)!];
  return [{ start, end, sentences, plain: plainText(chunkText, start, end), section: sectionOf() }];
}
