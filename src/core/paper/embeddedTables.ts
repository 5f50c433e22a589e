import { trimRange, type TextRange } from '../text/trim';
import type { FoundBlock } from './blocks';
import type { BlockKind } from './types';

/** The bounds of LaTeX tables, and of the environments around them, which may hold a caption. */
const BOUNDS = /\\(?<bound>begin|end)[ \t]*\{(?:table|figure|wraptable|longtable|tabular[xy]?)\*?\}/g;
const TABULARS = /\\(?<bound>begin|end)[ \t]*\{(?:longtable|tabular[xy]?)\*?\}/g;
/** UTF-16 code units. A longer one is taken for a table that is never closed. */
const MAX_TABLE = 40_000;
const FIGURE = /^\\begin\{figure\*?\}[^]*\\includegraphics\b/;
const LATEX_CAPTION = /\\caption\*?\s*\{(?<words>(?:[^{}]|\{(?:[^{}]|\{[^{}]{0,100}\}){0,100}\}){0,2000})\}/;
const HTML_TABLE = /<table\b[^]*<\/table\s*>|<table\b[^]*$/i;
const TAG = /<[^<>]{1,300}>/g;
/** What LaTeX within it belongs to. */
const WHOLE = new Set<BlockKind>(['code', 'math']);
const HAS_WORDS = /[\p{L}\p{N}]/u;

/**
 * Makes a block of each table that stands within other markup: HTML tables inside other tags, and tables in LaTeX, with their captions as
 * blocks beside them. Converters write both into markdown. Of a figure in LaTeX only the caption is left.
 */
export function withEmbeddedTables(text: string, blocks: readonly FoundBlock[]): FoundBlock[] {
  const tables = latexTables(text);
  const found: FoundBlock[] = [];
  let next = 0;
  for (const block of blocks) {
    while (next < tables.length && tables[next]!.end <= block.start) next++;
    const table = tables[next];
    if (block.kind === 'html') found.push(...htmlParts(text, block));
    else if (!table || block.end <= table.start || WHOLE.has(block.kind)) found.push(block);
    else found.push(...latexParts(text, block, tables, next));
  }
  return found;
}

function latexTables(text: string): TextRange[] {
  return environments(text, BOUNDS).filter(({ start, end }) => {
    const source = text.slice(start, end);
    return FIGURE.test(source) || environments(source, TABULARS).length > 0;
  });
}

/** The outermost environments with these bounds, in linear time. */
function environments(text: string, bounds: RegExp): TextRange[] {
  const found: TextRange[] = [];
  let depth = 0;
  let start = 0;
  for (const { index, 0: bound, groups } of text.matchAll(bounds)) {
    if (depth > 0 && index - start > MAX_TABLE) depth = 0;
    if (groups!['bound'] === 'begin') {
      if (depth === 0) start = index;
      depth++;
    } else if (depth > 0 && --depth === 0) found.push({ start, end: index + bound.length });
  }
  return found;
}

/** What a block holds outside tables, and the tables that begin in it. A table may hold several blocks. */
function latexParts(text: string, block: FoundBlock, tables: readonly TextRange[], first: number): FoundBlock[] {
  const parts: FoundBlock[] = [];
  let from = block.start;
  for (let at = first; at < tables.length && tables[at]!.start < block.end; at++) {
    const table = tables[at]!;
    parts.push(...rest(text, block, from, table.start));
    if (table.start >= block.start) parts.push(...captionAndTables(text, table));
    from = Math.max(from, table.end);
  }
  return [...parts, ...rest(text, block, from, block.end)];
}

function captionAndTables(text: string, { start, end }: TextRange): FoundBlock[] {
  const source = text.slice(start, end);
  const caption = LATEX_CAPTION.exec(source);
  const words = caption && start + caption.index + caption[0].indexOf('{') + 1;
  const range = words === null ? undefined : trimRange(text, words, words + caption!.groups!['words']!.length);
  const tables = environments(source, TABULARS).map((table): FoundBlock => ({
    kind: 'table',
    format: 'latex',
    start: start + table.start,
    end: start + table.end,
  }));
  const isOutside = range && !tables.some((table) => table.start <= range.start && range.end <= table.end);
  const found: FoundBlock[] = isOutside ? [{ kind: 'caption', format: 'latex', ...range }, ...tables] : tables;
  return found.sort((a, b) => a.start - b.start);
}

/** The parts of an HTML block before, in and after its table. Tags around the table belong to it. */
function htmlParts(text: string, block: FoundBlock): FoundBlock[] {
  const source = text.slice(block.start, block.end);
  const table = HTML_TABLE.exec(source);
  if (!table) return [block];
  const begin = block.start + table.index;
  const end = begin + table[0].length;
  const before = rest(text, block, block.start, begin);
  const after = rest(text, block, end, block.end);
  const start = before.length > 0 ? begin : block.start;
  return [...before, { kind: 'table', start, end: after.length > 0 ? end : block.end }, ...after];
}

/** A part of a block, when it has words. */
function rest(text: string, block: FoundBlock, start: number, end: number): FoundBlock[] {
  const range = trimRange(text, start, end);
  return range && HAS_WORDS.test(text.slice(range.start, range.end).replace(TAG, '')) ? [{ ...block, ...range }] : [];
}
