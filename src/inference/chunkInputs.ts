import type { Outline } from '../core/paper/types';
import { unitsOf } from '../core/paper/units';
import type { ChunkInput } from './engine';

/**
 * Gives every chunk its text and its units. A unit counts in the chunk that it begins in.
 *
 * @param text the text that `outline` was read from
 */
export function chunkInputs(text: string, outline: Outline): ChunkInput[] {
  const units = unitsOf(text, outline, true);
  let next = 0;
  return outline.chunks.map((chunk) => {
    const first = next;
    while (next < units.length && units[next]!.start < chunk.end) next++;
    return { paper: text, chunk, text: text.slice(chunk.start, chunk.end), units: units.slice(first, next) };
  });
}
