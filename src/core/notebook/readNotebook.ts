import { visit, type JSONVisitor } from 'jsonc-parser';
import { KnownError } from '../errors/knownError';
import type { FileText } from '../paper/fileText';
import type { Span } from '../spans/scores';
import { countUpTo } from '../text/lines';
import { textOfPieces } from '../text/pieces';
import { sentence } from '../text/sentence';
import type { TextRange } from '../text/trim';
import { cutAtCells, joinCells } from './cells';

/** A string of the file that holds text of a cell. */
interface Literal {
  /** Offset in the file of the first character after the quotation mark. */
  readonly offset: number;
  readonly text: string;
}

/** What is read of a cell. */
interface Cell {
  type: string;
  /** Of a heading cell (nbformat 3), from 1. */
  level: number;
  readonly source: Literal[];
}

/** The markdown cells of a notebook file as one paper, with the way back to the file. */
export interface Notebook extends FileText {
  /** The paper. */
  readonly paper: string;
}

/**
 * Reads the markdown cells of a notebook file (nbformat 3 and 4). Code, raw cells and outputs are no part of the paper.
 *
 * @param text the file's text, JSON
 * @throws KnownError `badPaper` when it is not the JSON of a notebook
 */
export function readNotebook(text: string): Notebook {
  const cells = markdownCells(text);
  const texts = cells.map((cell) => headOf(cell) + cell.source.map((literal) => literal.text).join(''));
  const joined = joinCells(texts);
  const places = cells.flatMap((cell, index) => placesOf(cell, joined.cells[index]!.start + headOf(cell).length));
  const starts = places.map(({ start }) => start);
  const placeOf = (offset: number): Place | undefined => places[Math.max(0, countUpTo(starts, offset) - 1)];
  const startOf = (offset: number): number => {
    const place = placeOf(offset);
    return place ? place.literal.offset + writtenLength(text, place, offset - place.start) : 0;
  };
  const endOf = (offset: number): number => {
    const place = placeOf(offset - 1);
    return place ? place.literal.offset + writtenLength(text, place, offset - place.start) : 0;
  };
  return {
    paper: joined.text,
    text,
    offsetOf: startOf,
    inFile: (span) => moved(span, cutAtCells(joined, span.ranges ?? [span]), joined.text, startOf, endOf),
  };
}

/** A literal with the offset of its text in the paper. */
interface Place {
  readonly start: number;
  readonly literal: Literal;
}

function placesOf({ source }: Cell, base: number): Place[] {
  let start = base;
  return source.flatMap((literal) => {
    const place = { start, literal };
    start += literal.text.length;
    return literal.text === '' ? [] : [place];
  });
}

/** How many code units of the file the first `count` code units of a literal take. An escape takes several. */
function writtenLength(file: string, { literal }: Place, count: number): number {
  let at = literal.offset;
  for (let left = Math.min(count, literal.text.length); left > 0; left--) {
    if (file[at] !== '\\') at += 1;
    else at += file[at + 1] === 'u' ? 6 : 2;
  }
  return at - literal.offset;
}

function moved<T extends Span & { readonly text: string }>(
  span: T,
  cut: readonly TextRange[],
  paper: string,
  startOf: (offset: number) => number,
  endOf: (offset: number) => number,
): T {
  const ranges = cut.map(({ start, end }) => ({ start: startOf(start), end: endOf(end) }));
  const whole = { start: startOf(span.start), end: endOf(span.end) };
  if (ranges.length < 2) return { ...span, ...whole };
  return { ...span, ...whole, ranges, text: textOfPieces(paper, cut) };
}

/** The mark that makes a heading of a heading cell. */
function headOf({ type, level }: Cell): string {
  return type === 'heading' ? `${'#'.repeat(Math.min(6, Math.max(1, level)))} ` : '';
}

/** The properties of a cell that are read. */
const READ: ReadonlySet<string> = new Set(['cell_type', 'level', 'source']);

function markdownCells(text: string): Cell[] {
  const found = new Map<string, Cell>();
  /** Paths of lists of cells. */
  const lists: Path[] = [];
  let property = '';
  const visitor: JSONVisitor = {
    onError: (error, offset) => {
      throw notJson(`${error} at ${offset}`);
    },
    onObjectProperty: (name) => {
      property = name;
    },
    onArrayBegin: (_offset, _length, _line, _character, pathOf) => {
      if (property === 'cells') lists.push(pathOf());
    },
    onLiteralValue: (value: unknown, offset, _length, _line, _character, pathOf) => {
      if (!READ.has(property)) return;
      const { key, field } = partOf(pathOf());
      if (key === undefined) return;
      const cell = found.get(key) ?? { type: '', level: 1, source: [] };
      found.set(key, cell);
      if (field === 'cell_type') cell.type = String(value);
      else if (field === 'level' && typeof value === 'number') cell.level = value;
      else if (field === 'source' && typeof value === 'string') cell.source.push({ offset: offset + 1, text: value });
    },
  };
  try {
    visit(text, visitor, { disallowComments: true });
  } catch (error) {
    // Lists in lists by the ten thousand exhaust the stack.
    throw error instanceof RangeError ? notJson(error.message) : error;
  }
  if (!lists.some(isListOfCells)) {
    throw new KnownError('badPaper', sentence`This file has no cells, so it is no notebook: open another file.`);
  }
  return [...found.values()].filter(({ type }) => type === 'markdown' || type === 'heading');
}

function notJson(detail: string): KnownError {
  return new KnownError(
    'badPaper',
    sentence`This notebook is not valid JSON, so it cannot be read: open it in a notebook editor and save it again.`,
    detail,
  );
}

type Path = readonly (string | number)[];

/** A notebook has its cells at the top (nbformat 4) or in worksheets (nbformat 3). */
function isListOfCells(path: Path): boolean {
  return path.at(-1) === 'cells' && (path.length === 1 || (path.length === 3 && path[0] === 'worksheets'));
}

/** The cell to which a value belongs, by its path, and the cell's property. */
function partOf(path: Path): { readonly key?: string; readonly field?: string | number | undefined } {
  const depth = path[0] === 'worksheets' ? 3 : 1;
  if (!isListOfCells(path.slice(0, depth)) || typeof path[depth] !== 'number') return {};
  const isDirect = path.length === depth + 2 || (path.length === depth + 3 && path[depth + 1] === 'source');
  return isDirect ? { key: path.slice(0, depth + 1).join('/'), field: path[depth + 1] } : {};
}
