import { rowText, tableAt } from '../paper/tables';
import type { Outline } from '../paper/types';
import { joinedText, TEAR } from '../text/pieces';
import type { TextRange } from '../text/trim';

/** A range of a text, with its pieces where other text tears it. */
interface Torn extends TextRange {
  readonly ranges?: readonly TextRange[];
}

/**
 * A passage as a reader wants to see it in a list, a hover or a quote: the cells of a table row without the marks around them, and no sign of
 * a gap where only a page break or other page furniture lies between two pieces. Everything else is word for word.
 *
 * @param outline of the text that was asked; undefined while it is not known
 * @param asked the passage in that text
 * @param text the text to take the words from, which may have been edited since
 * @param now the passage in `text`
 */
export function readableText(outline: Outline | undefined, asked: Torn, text: string, now: Torn): string {
  const pieces = now.ranges ?? [now];
  if (!outline) return joinedText(text, pieces, () => TEAR);
  if (tableAt(outline.blocks, asked.start) !== -1) return rowText(text, now, outline.format);
  const before = asked.ranges ?? [asked];
  return joinedText(text, pieces, (index) => {
    const [from, to] = [before[index - 1]?.end, before[index]?.start];
    const isKnown = before.length === pieces.length && from !== undefined && to !== undefined;
    return isKnown && !hasWordsBetween(outline, from, to) ? ' ' : TEAR;
  });
}

function hasWordsBetween({ blocks }: Outline, from: number, to: number): boolean {
  return blocks.some(({ role, start, end }) => role !== 'furniture' && start >= from && end <= to);
}
