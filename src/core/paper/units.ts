import type { TextRange } from '../text/trim';
import { trimRange } from '../text/trim';
import { plainText } from '../text/plainText';
import { isPageHeading } from './furniture';
import { sectionAt } from './sections';
import { sentencesOf } from './sentences';
import { captionOf, rowsOf } from './tables';
import type { Block, BlockKind, Outline, PaperFormat } from './types';

/** Largest unit, UTF-16 code units: a passage that a reader sees is no longer. */
export const MAX_UNIT_CHARS = 1200;

/**
 * What is scored and ranked as one: a paragraph, an item of a list or a row of a table, or a piece of one that is too long. Offsets are UTF-16
 * code units of the paper.
 */
export interface Unit extends TextRange {
  readonly kind: BlockKind;
  /** The sentences of the unit by place; together they hold all its words. None is longer than a unit may be. */
  readonly sentences: readonly TextRange[];
  /** The heading path at the unit, outermost first. */
  readonly section: readonly string[];
  /** Of a row of a table: its first row, which names the columns. */
  readonly header?: TextRange;
  /** Of a row of a table: its caption. */
  readonly caption?: TextRange;
}

/** Most of a caption or a header that is read with each row; UTF-16 code units. */
const MAX_CONTEXT_CHARS = 300;

/** Kinds of blocks that answer nothing by themselves. */
const SILENT = new Set<BlockKind>(['heading', 'rule', 'code', 'math']);
const HAS_LETTER = /\p{L}/u;

/** Whether a block can be lit at all: part of the paper's body, and with words. */
export function isReadable(block: Block, text: string): boolean {
  return block.role === 'body' && !SILENT.has(block.kind) && HAS_LETTER.test(text.slice(block.start, block.end));
}

/**
 * The units of a paper, by place and without overlaps. Hidden parts (references, front matter, furniture) have none.
 *
 * @param text the text that `outline` was read from
 */
export function unitsOf(text: string, outline: Outline): Unit[] {
  return outline.blocks.flatMap((block, at): Unit[] => {
    if (!isReadable(block, text)) return [];
    const section = sectionAt(outline, block.start);
    if (block.kind === 'table') return rowUnits(text, outline, at, section);
    return piecesOf(text, block).map((sentences) => ({ kind: block.kind, ...extent(sentences), section }));
  });
}

/**
 * What stands around a unit and says what it is about, as a model reads it before the unit: the last two titles of the heading path, and of a
 * row the caption and the names of the columns.
 *
 * @returns plain text on one line; empty when nothing is known
 */
export function contextOf(text: string, { section, header, caption }: Unit, format: PaperFormat): string {
  const titles = section.filter((title) => title !== '' && !isPageHeading(title)).slice(-2);
  const parts = titles.map((title) => plainText(title).text);
  for (const range of [caption, header]) {
    if (range)
      parts.push(plainText(text, range.start, Math.min(range.end, range.start + MAX_CONTEXT_CHARS), format).text);
  }
  return parts.join(' > ');
}

function extent(sentences: readonly TextRange[]): Pick<Unit, 'start' | 'end' | 'sentences'> {
  return { start: sentences[0]!.start, end: sentences.at(-1)!.end, sentences };
}

/** The rows of a table, each a unit; rows without a letter are left out, for nothing in them can be asked for by words. */
function rowUnits(text: string, { blocks, format }: Outline, at: number, section: readonly string[]): Unit[] {
  const rows = rowsOf(text, blocks[at]!, format).filter((row) =>
    HAS_LETTER.test(plainText(text, row.start, row.end, format).text),
  );
  const caption = captionOf(text, blocks, at);
  const context = caption ? { caption: { start: caption.start, end: caption.end } } : {};
  return rows.flatMap((row, index) =>
    shortRanges(text, row).map((piece) => ({
      kind: 'table',
      ...extent([piece]),
      section,
      ...context,
      ...(index > 0 ? { header: rows[0]! } : {}),
    })),
  );
}

/** The sentences of a block, in runs that are short enough to be units. */
function piecesOf(text: string, block: Block): TextRange[][] {
  const sentences = sentencesOf(text, block.start, block.end).flatMap((sentence) => shortRanges(text, sentence));
  const pieces: TextRange[][] = [];
  for (const sentence of sentences) {
    const open = pieces.at(-1);
    if (open && sentence.end - open[0]!.start <= MAX_UNIT_CHARS) open.push(sentence);
    else pieces.push([sentence]);
  }
  return pieces;
}

/** A range, or its parts where it is longer than a unit may be: cut at the last white space that fits, and never inside a pair of surrogates. */
function shortRanges(text: string, range: TextRange): TextRange[] {
  const parts: TextRange[] = [];
  let { start } = range;
  while (range.end - start > MAX_UNIT_CHARS) {
    const window = text.slice(start, start + MAX_UNIT_CHARS);
    const blank = window.search(/\s\S*$/);
    const low = text.charCodeAt(start + MAX_UNIT_CHARS);
    const whole = low >= 0xdc00 && low <= 0xdfff ? MAX_UNIT_CHARS - 1 : MAX_UNIT_CHARS;
    const end = start + (blank > MAX_UNIT_CHARS / 2 ? blank : whole);
    const part = trimRange(text, start, end);
    if (part) parts.push(part);
    start = end;
  }
  const rest = trimRange(text, start, range.end);
  return rest ? [...parts, rest] : parts;
}
