import { readableWords } from '../text/readableWords';
import { trimRange, type TextRange } from '../text/trim';
import type { FoundBlock } from './blocks';
import type { Block, Outline, PaperFormat } from './types';

/** The rows of a table in text order, without lines that only draw it. The first row names the columns. */
export type TableRows = readonly TextRange[];

/** The column line of a simple or multiline pandoc table: two or more runs of dashes. */
const COLUMNS = /^[ \t]*-{2,}(?:[ \t]+-{2,})+[ \t]*$/;
const BORDER = /^[ \t]*-{3,}[ \t]*$/;
const GRID_BORDER = /^[ \t]*\+(?:[-=:]{3,}\+)+[ \t]*$/;
const GRID_LINE = /^[ \t]*[|+].*[|+][ \t]*$/;
const LINE = /([^\r\n]*)(?:\r\n|\r|\n|$)/g;
/** A table with blank lines between its rows must end within this many lines. */
const MAX_LINES = 400;
/** Largest distance between a table and its caption; UTF-16 code units. */
const CAPTION_REACH = 200;

/** Stands between the cells of a row. */
const CELL_GAP = ' · ';
/** How much of a caption stands with a row; UTF-16 code units. */
const MAX_CAPTION = 80;
const HTML_CELL = /<\/?t[dh]\b[^<>]{0,300}>/i;

const LATEX_BEGINS =
  /^\\begin[ \t]*\{[^{}]*\}(?:\s*\[[^\][]{0,100}\])?(?:\s*\{(?:[^{}]|\{(?:[^{}]|\{[^{}]{0,100}\}){0,100}\}){0,1000}\}){0,2}/;
const LATEX_ENDS = /\\end[ \t]*\{[^{}]*\}\s*$/;
/** Row ends, and what opens and closes a cell with lines of its own. */
const LATEX_ROW_ENDS =
  /(?<end>\\\\\*?(?:[ \t]*\[[^\][\r\n]{0,40}\])?|\\tabularnewline\b)|(?<opens>\\begin(?=[ \t]*\{)|(?<!\\)\{)|(?<closes>\\end(?=[ \t]*\{)|(?<!\\)\})/g;
const LATEX_RULES =
  /^(?:\s|\\(?:hline|[tml]oprule|toprule|midrule|bottomrule|noalign|end(?:first)?head|end(?:last)?foot|addlinespace)\b(?:\[[^\]]{0,40}\]|\{[^{}]{0,80}\})?|\\(?:cline|cmidrule)(?:\([a-z]*\))?\{[^{}]{0,40}\}|%[^\r\n]*)+/;
const PIPE_RULE = /^[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/;

interface Line extends TextRange {
  readonly text: string;
}

/** Makes one block of each grid, simple and multiline pandoc table. The markdown parser sees paragraphs and rules in them. */
export function withPlainTables(text: string, blocks: readonly FoundBlock[]): FoundBlock[] {
  const tables = plainTables(text);
  if (tables.length === 0) return [...blocks];
  const found: FoundBlock[] = [];
  let next = 0;
  let at = 0;
  while (at < blocks.length) {
    const block = blocks[at]!;
    while (next < tables.length && tables[next]!.end <= block.start) next++;
    const table = tables[next];
    const last = table && blocks.findLastIndex(({ start }, index) => index >= at && start < table.end);
    const isTable =
      table !== undefined &&
      last !== undefined &&
      block.start >= table.start &&
      block.start < table.end &&
      blocks[last]!.end <= table.end &&
      block.kind !== 'code';
    found.push(isTable ? { kind: 'table', start: table.start, end: table.end } : block);
    at = isTable ? last + 1 : at + 1;
  }
  return found;
}

/** The rows of a table, in linear time. */
export function rowsOf(text: string, { start, end }: TextRange, format: PaperFormat): TableRows {
  const part = text.slice(start, end);
  if (format === 'latex') return latexRows(text, start, part);
  if (/<tr\b/i.test(part)) {
    const cuts = Array.from(part.matchAll(/<\/tr>\s*/gi), ({ index, 0: cut }) => index + cut.length);
    return ranges(text, start, [0, ...cuts], part.length);
  }
  const lines = linesOf(part).map((line) => ({ ...line, start: line.start + start, end: line.end + start }));
  if (lines.some((line) => GRID_BORDER.test(line.text)))
    return groups(text, lines, (line) => GRID_BORDER.test(line.text));
  const isMultiline = lines.slice(1, -1).some((line) => line.text.trim() === '');
  const isRule = ({ text: line }: Line): boolean => COLUMNS.test(line) || BORDER.test(line) || PIPE_RULE.test(line);
  if (isMultiline) return groups(text, lines, (line) => isRule(line) || line.text.trim() === '');
  return lines.flatMap((line) => (isRule(line) ? [] : (trimRange(text, line.start, line.end) ?? [])));
}

/** The caption of a table: a caption block beside it, or a paragraph that pandoc takes for one. */
export function captionOf(text: string, blocks: readonly Block[], at: number): Block | undefined {
  const table = blocks[at]!;
  return [blocks[at - 1], blocks[at + 1]].find((block) => {
    if (block?.role !== 'body' || Math.max(block.start - table.end, table.start - block.end) > CAPTION_REACH)
      return false;
    const head = text.slice(block.start, Math.min(block.end, block.start + 60));
    if (block.kind === 'caption') return !/^[^\p{L}]*fig/iu.test(head);
    return block.kind === 'paragraph' && /^(?:table)?:[ \t]/i.test(head);
  });
}

/**
 * What a table row is about, in plain words: the caption and the names of the columns. Empty outside tables.
 *
 * @param offset of the row's start, UTF-16 code units of `text`
 */
export function rowContext(
  text: string,
  { blocks, format: whole }: Pick<Outline, 'blocks' | 'format'>,
  offset: number,
): string {
  const at = tableAt(blocks, offset);
  if (at === -1) return '';
  const { format = whole } = blocks[at]!;
  const [header] = rowsOf(text, blocks[at]!, format);
  const parts = [captionOf(text, blocks, at), header && header.end <= offset ? header : undefined];
  return parts.flatMap((range) => (range ? rowText(text, range, format) : [])).join(' › ');
}

/** Index of the table that an offset is in; -1 outside tables. */
export function tableAt(blocks: readonly Block[], offset: number): number {
  return blocks.findIndex(({ kind, start, end }) => kind === 'table' && start <= offset && offset < end);
}

/** The words of a table row with its cells parted by a dot; empty cells are left out. */
export function rowText(text: string, row: TextRange, format: PaperFormat): string {
  return cellsOf(text, row, format).filter(Boolean).join(CELL_GAP);
}

/**
 * A table row as it can be understood alone: its first cell, the others with the names of their columns, and the beginning of the table's
 * caption. Two cells without names are one pair: `Learning rate: 1e-5`.
 *
 * @param at index of the table among the blocks
 */
export function namedRow(
  text: string,
  { blocks, format: whole }: Pick<Outline, 'blocks' | 'format'>,
  at: number,
  row: TextRange,
): string {
  const { format = whole } = blocks[at]!;
  const [header] = rowsOf(text, blocks[at]!, format);
  const cells = cellsOf(text, row, format);
  const names = header && header.end <= row.start ? cellsOf(text, header, format) : [];
  // The first row of a table without names holds figures, as the others do.
  const areNames = names.length === cells.length && !names.some((name, cell) => cell > 0 && isFigure(name));
  const isPair = !areNames && cells.length === 2 && cells.every(Boolean);
  const named = cells.map((cell, index) => {
    const name = index > 0 && areNames ? names[index]! : '';
    return name === '' || cell === '' ? cell : `${name}: ${cell}`;
  });
  const caption = captionOf(text, blocks, at);
  const about = caption ? readableWords(text.slice(caption.start, caption.end), format) : '';
  return [isPair ? cells.join(': ') : named.filter(Boolean).join(CELL_GAP), shortened(about)]
    .filter(Boolean)
    .join(CELL_GAP);
}

/** The words of each cell of a row. */
function cellsOf(text: string, { start, end }: TextRange, format: PaperFormat): string[] {
  const row = text.slice(start, end);
  if (format !== 'latex' && HTML_CELL.test(row)) {
    const cells = row.split(HTML_CELL).map((cell) => readableWords(cell, format));
    // Between two cells and around a row stands nothing.
    return cells.filter((_, at) => at % 2 === 1);
  }
  const cells = readableWords(row, format).split('|');
  return (/\|\s*$/.test(row) ? cells.slice(0, -1) : cells).map((cell) => cell.trim());
}

function isFigure(name: string): boolean {
  return /^[^\p{L}\p{N}]*\d/u.test(name);
}

/** The beginning of a caption, cut between words. */
function shortened(caption: string): string {
  if (caption.length <= MAX_CAPTION) return caption;
  const cut = caption.lastIndexOf(' ', MAX_CAPTION);
  return `${caption.slice(0, cut > 0 ? cut : MAX_CAPTION)}…`;
}

function plainTables(text: string): TextRange[] {
  const tables: TextRange[] = [];
  const lines = linesOf(text);
  let at = 0;
  while (at < lines.length) {
    const last = GRID_BORDER.test(lines[at]!.text) ? gridEnd(lines, at) : columnsEnd(lines, at);
    if (last === undefined) {
      at++;
      continue;
    }
    const first = columnsBegin(lines, at);
    tables.push({ start: trimRange(text, lines[first]!.start, lines[first]!.end)!.start, end: lines[last]!.end });
    at = last + 1;
  }
  return tables;
}

function gridEnd(lines: readonly Line[], at: number): number | undefined {
  let last = at;
  while (last + 1 < lines.length && GRID_LINE.test(lines[last + 1]!.text)) last++;
  return last > at && GRID_BORDER.test(lines[last]!.text) ? last : undefined;
}

/** The last line of the simple or multiline table whose column line is `at`; undefined when no table begins there. */
function columnsEnd(lines: readonly Line[], at: number): number | undefined {
  if (!COLUMNS.test(lines[at]!.text)) return undefined;
  const isClosed = (line: Line): boolean => COLUMNS.test(line.text) || BORDER.test(line.text);
  let last = at;
  while (last + 1 < lines.length && lines[last + 1]!.text.trim() !== '') {
    last++;
    if (isClosed(lines[last]!)) return last > at + 1 ? last : undefined;
  }
  const isOpened = at > 0 && columnsBegin(lines, at) < at - 1;
  if (!isOpened) return last > at ? last : undefined;
  for (let end = last; end < Math.min(lines.length, at + MAX_LINES); end++)
    if (isClosed(lines[end]!) && end > at) return end;
  return undefined;
}

/** The first line of the table: its header above the column line, or the border above that. */
function columnsBegin(lines: readonly Line[], at: number): number {
  if (!COLUMNS.test(lines[at]!.text)) return at;
  let first = at;
  while (first > 0 && at - first < 6 && lines[first - 1]!.text.trim() !== '') {
    first--;
    if (BORDER.test(lines[first]!.text)) return first;
  }
  return at > 0 && lines[at - 1]!.text.trim() !== '' ? at - 1 : at;
}

function latexRows(text: string, start: number, part: string): TextRange[] {
  const begin = LATEX_BEGINS.exec(part)?.[0].length ?? 0;
  const end = LATEX_ENDS.exec(part)?.index ?? part.length;
  const cuts = latexRowEnds(part.slice(begin, end)).map((cut) => begin + cut);
  return [begin, ...cuts].flatMap((from, at) => {
    const to = cuts[at] ?? end;
    const rules = LATEX_RULES.exec(part.slice(from, to))?.[0].length ?? 0;
    const row = part.slice(from + rules, to).replace(/\\\\\*?(?:[ \t]*\[[^\][\r\n]{0,40}\])?$|\\tabularnewline$/, '');
    if (/^\\caption\b/.test(row)) return [];
    return trimRange(text, start + from + rules, start + from + rules + row.length) ?? [];
  });
}

/** Offsets behind the row ends that lie in no cell. Where braces do not match, every row end counts. */
function latexRowEnds(rows: string): number[] {
  const all: number[] = [];
  const outer: number[] = [];
  let depth = 0;
  for (const { index, 0: mark, groups } of rows.matchAll(LATEX_ROW_ENDS)) {
    if (groups!['opens'] !== undefined) depth++;
    else if (groups!['closes'] !== undefined) depth--;
    else {
      all.push(index + mark.length);
      if (depth === 0) outer.push(index + mark.length);
    }
  }
  return depth === 0 ? outer : all;
}

/** The runs of lines between separator lines. */
function groups(text: string, lines: readonly Line[], parts: (line: Line) => boolean): TextRange[] {
  const found: TextRange[] = [];
  let from: number | undefined;
  for (const line of lines) {
    if (!parts(line)) {
      from ??= line.start;
      continue;
    }
    const row = from === undefined ? undefined : trimRange(text, from, line.start);
    if (row) found.push(row);
    from = undefined;
  }
  const row = from === undefined ? undefined : trimRange(text, from, lines.at(-1)!.end);
  return row ? [...found, row] : found;
}

function ranges(text: string, base: number, bounds: readonly number[], end: number): TextRange[] {
  return bounds.flatMap((from, at) => trimRange(text, base + from, base + (bounds[at + 1] ?? end)) ?? []);
}

function linesOf(text: string): Line[] {
  return Array.from(text.matchAll(LINE), ({ index, 1: line }) => ({
    text: line!,
    start: index,
    end: index + line!.length,
  }));
}
