import { countUpTo } from '../text/lines';
import { type TextRange, trimRange } from '../text/trim';

/** Stands between two cells: a paragraph never goes on in the next cell. */
const BETWEEN = '\n\n';

/** The markdown cells of a notebook as one paper. */
export interface JoinedCells {
  /** The cells in order, with a blank line between two. */
  readonly text: string;
  /** Where each cell stands in the text; UTF-16 code units. */
  readonly cells: readonly TextRange[];
}

export function joinCells(texts: readonly string[]): JoinedCells {
  let length = 0;
  const cells = texts.map((text) => {
    const start = length;
    length += text.length + BETWEEN.length;
    return { start, end: start + text.length };
  });
  return { text: texts.join(BETWEEN), cells };
}

/** A range that lies in a single cell. */
export interface CellRange extends TextRange {
  /** Index of the cell in `cells`. */
  readonly cell: number;
}

/** Cuts ranges at the borders of cells, without white space at the cuts. A range that is nothing but white space disappears. */
export function cutAtCells({ text, cells }: JoinedCells, ranges: readonly TextRange[]): CellRange[] {
  return ranges.flatMap(({ start, end }) => {
    const first = cellAt(cells, start);
    if (end <= (cells[first]?.end ?? 0)) return [{ start, end, cell: first }];
    const last = cellAt(cells, end - 1);
    return cells.slice(first, last + 1).flatMap((cell, index) => {
      const inside = trimRange(text, Math.max(start, cell.start), Math.min(end, cell.end));
      return inside ? [{ ...inside, cell: first + index }] : [];
    });
  });
}

/** The cell in which an offset stands, or the one before it when it stands between two; 0 when there are no cells. */
function cellAt(cells: readonly TextRange[], offset: number): number {
  return Math.max(
    0,
    countUpTo(
      cells.map(({ start }) => start),
      offset,
    ) - 1,
  );
}
