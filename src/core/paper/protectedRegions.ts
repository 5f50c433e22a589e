import type { TextRange } from '../text/trim';
import type { Fence } from './lineScan';

/** Rows are lines that begin with blanks and `|`. The last row's line end belongs to the table, as in the reference. */
const TABLE = /(?:^ *\|[^\r\n]+(?:\r\n|\r|\n|$))+/gm;
const SEPARATOR_ROW = /\|[-:\s]+\|/;
const CAPTION = /^ *Table\s+\d+[:.][^\r\n]*/gm;

/**
 * The ranges of a markdown text that chunks never cut: closed ``` fences, and tables with their captions.
 *
 * @returns ranges ordered by start
 */
export function protectedRegions(text: string, fences: readonly Fence[]): TextRange[] {
  const code = fences.filter((fence) => fence.closed && fence.mark === '`');
  return [...tablesWithCaptions(text), ...code].sort((a, b) => a.start - b.start);
}

function tablesWithCaptions(text: string): TextRange[] {
  const tables = rangesOf(text, TABLE).filter(({ start, end }) => SEPARATOR_ROW.test(text.slice(start, end)));
  const captions = rangesOf(text, CAPTION);
  const lastTable = tables.at(-1)?.start ?? 0;
  let next = 0;
  return tables.map((table) => {
    while (next < captions.length && captions[next]!.end <= table.start) next++;
    const before = captions[next - 1];
    const after = captions[next];
    const ownsBefore = before && isBlank(text, before.end, table.start);
    const ownsAfter = after && lastTable < after.start && isBlank(text, table.end, after.start);
    return { start: ownsBefore ? before.start : table.start, end: ownsAfter ? after.end : table.end };
  });
}

function rangesOf(text: string, pattern: RegExp): TextRange[] {
  return Array.from(text.matchAll(pattern), (match) => ({ start: match.index, end: match.index + match[0].length }));
}

function isBlank(text: string, start: number, end: number): boolean {
  return start <= end && text.slice(start, end).trim() === '';
}
