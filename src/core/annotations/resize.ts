import { sentencesOf } from '../paper/sentences';
import type { Block } from '../paper/types';
import type { TextRange } from '../text/trim';

/**
 * Extends a range by the next sentence: in the same block or, at its end, in the next block that is no heading.
 *
 * @param blocks of the text, in text order
 * @returns undefined at the end of the text
 */
export function extended(text: string, blocks: readonly Block[], range: TextRange): TextRange | undefined {
  for (const block of blocks) {
    if (block.end <= range.end || block.kind === 'heading') continue;
    const next = sentencesOf(text, Math.max(block.start, range.end), block.end)[0];
    if (next) return { start: range.start, end: next.end };
  }
  return undefined;
}

/** A range without its last sentence; undefined when it has only one. */
export function shrunk(text: string, range: TextRange): TextRange | undefined {
  const sentences = sentencesOf(text, range.start, range.end);
  const last = sentences.at(-2);
  return last && { start: range.start, end: last.end };
}
