import type { RenderedText } from './renderedText';

/**
 * Where each code unit of an inline token's content is in the rendered text. markdown-it keeps only line numbers and has removed indents,
 * quote marks and heading marks. So a line of content is found at the end of its source line, or, in a heading with closing marks, at the
 * only place where it occurs in that line.
 *
 * @param content an inline token's content
 * @param firstLine the line on which it begins, from 0
 * @returns an offset for each code unit, or undefined when a line is not found: then nothing of the token can be lit
 */
export function contentOffsets(content: string, firstLine: number, text: RenderedText): Uint32Array | undefined {
  const offsets = new Uint32Array(content.length);
  let line = firstLine;
  let at = 0;
  for (const part of content.split('\n')) {
    const base = text.lineStarts[line];
    const column = columnOf(part, text.line(line));
    if (base === undefined || column === undefined) return undefined;
    // A tab that became an indent gives content more blanks than the source has. All of them map to its start.
    for (let unit = 0; unit < part.length; unit++) offsets[at + unit] = base + Math.max(0, column + unit);
    at += part.length;
    if (at < content.length) offsets[at++] = base + text.line(line).length;
    line++;
  }
  return offsets;
}

/** The column of a source line at which its content begins. It may be negative when tabs were expanded. */
function columnOf(content: string, line: string): number | undefined {
  const visible = content.trim();
  const indent = content.length - content.trimStart().length;
  const end = line.trimEnd();
  if (end.endsWith(visible)) return end.length - visible.length - indent;
  const found = line.indexOf(visible);
  return found >= 0 && line.indexOf(visible, found + 1) < 0 ? found - indent : undefined;
}

/** What may stand before a table row: white space, quote marks and list marks. */
const ROW_PREFIX = /^[\s>*+-]*(?:\d{1,9}[.)][\s>*+-]*)*$/;

/** The part of a table row between two pipes. */
interface Piece {
  readonly text: string;
  readonly offsets: readonly number[];
}

/**
 * Where the code units of a table row's cells are in the rendered text. Cells have no line numbers of their own, so the row is split at its
 * pipes as markdown-it does (GFM: `\|` is a pipe inside a cell).
 *
 * @param cells the contents of the row's cells; missing ones are empty
 * @param line the row's line, from 0
 * @returns the offsets of each cell, or undefined when the row does not split into these cells
 */
export function cellOffsets(cells: readonly string[], line: number, text: RenderedText): Uint32Array[] | undefined {
  const base = text.lineStarts[line];
  if (base === undefined) return undefined;
  const pieces = splitRow(text.line(line), base);
  // When a row begins with a pipe, the part before it is no cell.
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
