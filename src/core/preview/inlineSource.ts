import type { RenderedText } from './renderedText';

/**
 * Where each code unit of an inline token's content stands in the rendered text. markdown-it keeps line numbers only: it has taken
 * indents, quote marks and heading marks away. What is left of a line is its end, so that a line of content is found as the end
 * of its source line or, in a heading with closing marks, at the one place that it has there.
 *
 * @param content an inline token's content
 * @param firstLine the 0-based line on which it begins
 * @returns one offset for each code unit, or undefined when a line is not found: then nothing may be said of the token
 */
export function contentOffsets(content: string, firstLine: number, text: RenderedText): Uint32Array | undefined {
  const offsets = new Uint32Array(content.length);
  let line = firstLine;
  let at = 0;
  for (const part of content.split('\n')) {
    const base = text.lineStarts[line];
    const column = columnOf(part, text.line(line));
    if (base === undefined || column === undefined) return undefined;
    // Where an indent was expanded from a tab, content has more blanks than the source: they all stand at its start.
    for (let unit = 0; unit < part.length; unit++) offsets[at + unit] = base + Math.max(0, column + unit);
    at += part.length;
    if (at < content.length) offsets[at++] = base + text.line(line).length;
    line++;
  }
  return offsets;
}

/** The column in a source line at which the content of that line begins; it may be negative by expanded tabs. */
function columnOf(content: string, line: string): number | undefined {
  const visible = content.trim();
  const indent = content.length - content.trimStart().length;
  const end = line.trimEnd();
  if (end.endsWith(visible)) return end.length - visible.length - indent;
  const found = line.indexOf(visible);
  return found >= 0 && line.indexOf(visible, found + 1) < 0 ? found - indent : undefined;
}

/** Marks that may stand before a table row: white space, quotes and list items. */
const ROW_PREFIX = /^[\s>*+-]*(?:\d{1,9}[.)][\s>*+-]*)*$/;

/** A piece of a table row between two pipes. */
interface Piece {
  readonly text: string;
  readonly offsets: readonly number[];
}

/**
 * Where the code units of a table row's cells stand in the rendered text. A cell has no line of its own; its row is split at its
 * pipes, as markdown-it does it (GFM: `\|` is a pipe of the cell, not between cells).
 *
 * @param cells the contents of the row's cells; missing ones are empty
 * @param line the row's 0-based line
 * @returns the offsets of each cell, or undefined when the row does not split into these cells
 */
export function cellOffsets(cells: readonly string[], line: number, text: RenderedText): Uint32Array[] | undefined {
  const base = text.lineStarts[line];
  if (base === undefined) return undefined;
  const pieces = splitRow(text.line(line), base);
  // A row may begin with a pipe, then what stands before it is no cell.
  for (const first of [1, 0]) {
    if (first === 1 && !ROW_PREFIX.test(pieces[0]!.text)) continue;
    const found = cells.map((cell, at) => cellIn(pieces[first + at], cell, first + at === 0));
    if (found.every((offsets) => offsets !== undefined)) return found;
  }
  return undefined;
}

function cellIn(piece: Piece | undefined, cell: string, isRowStart: boolean): Uint32Array | undefined {
  if (cell === '') return (piece?.text.trim() ?? '') === '' ? new Uint32Array() : undefined;
  if (!piece) return undefined;
  const end = piece.text.trimEnd().length;
  const start = end - cell.length;
  if (start < 0 || piece.text.slice(start, end) !== cell) return undefined;
  const before = piece.text.slice(0, start);
  if (isRowStart ? !ROW_PREFIX.test(before) : before.trim() !== '') return undefined;
  return Uint32Array.from(piece.offsets.slice(start, end));
}

function splitRow(row: string, base: number): Piece[] {
  const pieces: { text: string; offsets: number[] }[] = [{ text: '', offsets: [] }];
  for (let at = 0; at < row.length; at++) {
    const isEscaped = row[at] === '\\' && row[at + 1] === '|';
    if (row[at] === '|') {
      pieces.push({ text: '', offsets: [] });
      continue;
    }
    if (isEscaped) at++;
    const piece = pieces.at(-1)!;
    piece.text += row[at]!;
    piece.offsets.push(base + at);
  }
  return pieces;
}
