import { namedRow, rowText, tableAt } from '../paper/tables';
import type { Outline, PaperFormat } from '../paper/types';
import { joinedText, TEAR } from '../text/pieces';
import { readableMarkdown } from '../text/plainMarkdown';
import { readableWords } from '../text/readableWords';
import type { TextRange } from '../text/trim';
import { unlinked } from '../text/unlinked';
import type { Answer } from './answer';

/** A range of a text, with its pieces when other text splits it. */
interface Torn extends TextRange {
  readonly ranges?: readonly TextRange[];
}

/** The number or bullet of a list item that begins the line. */
const ITEM_MARK = /^(?:[-*+•][ \t]+)?(?:\(?\d{1,3}[.)][ \t]+(?=\S)|[-*+•][ \t]+)?/;

/**
 * A passage as a reader wants to see it in a list, a hover, a table or on the map, and as a screen reader says it: its words on one line,
 * without the marks of its format (links, tags, emphasis, the number of a list item). A table row has the names of its columns and its
 * caption. No sign of a gap is left where only a page break or other page furniture lies between two pieces. The result may hold characters
 * of markup that are words of the paper, so it is escaped like any text of a paper.
 *
 * @param answer the text that was asked, and its outline where it is known
 * @param range the passage in that text
 */
export function readableText({ outline, text }: Pick<Answer, 'outline' | 'text'>, range: Torn): string {
  const format = outline?.format ?? 'markdown';
  const table = outline ? tableAt(outline.blocks, range.start) : -1;
  if (outline && table !== -1) return namedRow(text, outline, table, range);
  const isItem = format === 'markdown' && outline !== undefined && beginsItem(outline, range.start);
  return joined(outline, range, range, (piece, index) => {
    const source = text.slice(piece.start, piece.end);
    return readableWords(isItem && index === 0 ? source.replace(ITEM_MARK, '') : source, format);
  });
}

/**
 * A passage as a quote in markdown: of a markdown paper word for word with its emphasis and formulas, but without anchors and links that
 * lead nowhere outside the paper; of LaTeX its words. A table row has its cells side by side. Gaps as in `readableText`.
 *
 * @param outline of the text that was asked; undefined while it is not known
 * @param asked the passage in that text
 * @param text the text to take the words from, which may have been edited since
 * @param now the passage in `text`
 */
export function quotedText(outline: Outline | undefined, asked: Torn, text: string, now: Torn): string {
  const table = outline?.blocks[tableAt(outline.blocks, asked.start)];
  const format: PaperFormat = table?.format ?? outline?.format ?? 'markdown';
  if (table) return rowText(text, now, format);
  return joined(outline, asked, now, ({ start, end }) => {
    const source = text.slice(start, end);
    if (format === 'latex') return readableMarkdown(readableWords(source, format));
    return format === 'text' ? source : unlinked(source, (target) => target.startsWith('(#'));
  });
}

/** The words of the pieces as one text. */
function joined(
  outline: Outline | undefined,
  asked: Torn,
  now: Torn,
  wordsOf: (piece: TextRange, index: number) => string,
): string {
  const pieces = now.ranges ?? [now];
  const before = asked.ranges ?? [asked];
  return joinedText(pieces.map(wordsOf), (index) => {
    const [from, to] = [before[index - 1]?.end, before[index]?.start];
    const isKnown = before.length === pieces.length && from !== undefined && to !== undefined;
    return outline && isKnown && !hasWordsBetween(outline, from, to) ? ' ' : TEAR;
  });
}

function beginsItem({ blocks }: Outline, start: number): boolean {
  return blocks.some((block) => block.kind === 'list' && block.start <= start && start < block.end);
}

function hasWordsBetween({ blocks }: Outline, from: number, to: number): boolean {
  return blocks.some(({ role, start, end }) => role !== 'furniture' && start >= from && end <= to);
}
