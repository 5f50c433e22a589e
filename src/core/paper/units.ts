import { within } from '../text/pieces';
import { type PlainText, plainText, plainTextOf } from '../text/plainText';
import { IMAGE_DATA, isUnreadable } from '../text/readable';
import { trimRange, type TextRange } from '../text/trim';
import { isPageHeading } from './furniture';
import { sectionAt } from './sections';
import { sentencesOf } from './sentences';
import { captionOf, rowsOf } from './tables';
import type { Block, BlockKind, Outline, PaperFormat } from './types';

/** Largest unit in UTF-16 code units. No passage that a reader sees is longer. */
export const MAX_UNIT_CHARS = 1200;

/**
 * What is scored and ranked as one: a paragraph, a list item, a table row, or a part of one that is too long. Offsets are UTF-16 code units
 * of the paper.
 */
export interface Unit extends TextRange {
  readonly kind: BlockKind;
  /** How its text is read. */
  readonly format: PaperFormat;
  /** The pieces, in text order, of a unit that a page break, figure or formula splits. Absent when it is one piece. */
  readonly ranges?: readonly TextRange[];
  /**
   * In text order; together they hold all words of the unit. None is longer than `MAX_UNIT_CHARS`. A sentence of a split unit may span the
   * gap.
   */
  readonly sentences: readonly TextRange[];
  /** The heading path at the unit, outermost first. */
  readonly section: readonly string[];
  /** For a table row: the table's first row, which names the columns. */
  readonly header?: TextRange;
  /** For a table row: the table's caption. */
  readonly caption?: TextRange;
}

/** A paragraph with more pieces is treated as several, so that the time stays linear for every paper. */
const MAX_PIECES = 16;
/** UTF-16 code units of a caption or header that are read with each row. */
const MAX_CONTEXT_CHARS = 300;

/** Kinds of blocks that cannot answer a question by themselves. */
const SILENT = new Set<BlockKind>(['heading', 'rule', 'code', 'math']);
const HAS_LETTER = /\p{L}/u;

/** Whether a block can answer by itself: it has words and is no heading, program or formula. */
function isReadable({ kind, start, end }: Block, text: string): boolean {
  return !SILENT.has(kind) && HAS_LETTER.test(text.slice(start, end));
}

/**
 * The units of a paper, ordered by start. Units share no text, but other units may lie between the pieces of a split one.
 *
 * @param text the text that `outline` was read from
 * @param hidden whether parts that are lit only on request (references, front matter, furniture) have units too
 */
export function unitsOf(text: string, outline: Outline, hidden = false): Unit[] {
  const blocks = outline.blocks.filter((block) => (hidden || block.role === 'body') && isReadable(block, text));
  const indexes = new Map(outline.blocks.map((block, index) => [block, index]));
  return wholeParagraphs(blocks).flatMap((parts): Unit[] => {
    const [block] = parts as [Block];
    const { format = outline.format } = block;
    const section = sectionAt(outline, block.start);
    if (block.kind === 'table') return rowUnits(text, outline, indexes.get(block)!, section);
    const all = parts.flatMap((part) => piecesBesideImages(text, part));
    return inGroups(all).flatMap((pieces) =>
      piecesOf(text, pieces, format).map((sentences) => unit({ kind: block.kind, format, section }, sentences, pieces)),
    );
  });
}

/** Groups blocks into paragraphs: the parts of a split paragraph together, in the order of their first parts. */
function wholeParagraphs(blocks: readonly Block[]): Block[][] {
  const byLastStart = new Map<number, Block[]>();
  const paragraphs: Block[][] = [];
  for (const block of blocks) {
    const before = block.continues === undefined ? undefined : byLastStart.get(block.continues);
    const paragraph = before ?? [];
    paragraph.push(block);
    if (!before) paragraphs.push(paragraph);
    byLastStart.set(block.start, paragraph);
  }
  return paragraphs;
}

/** Groups of pieces, each small enough to compare every sentence with all pieces of its group. */
function inGroups(pieces: readonly TextRange[]): TextRange[][] {
  const groups: TextRange[][] = [];
  for (let at = 0; at < pieces.length; at += MAX_PIECES) groups.push(pieces.slice(at, at + MAX_PIECES));
  return groups;
}

/** The pieces of a block between the data of images. */
function piecesBesideImages(text: string, { start, end }: TextRange): TextRange[] {
  const part = text.slice(start, end);
  const images = Array.from(part.matchAll(IMAGE_DATA));
  const bounds = [0, ...images.flatMap(({ index, 0: image }) => [index, index + image.length]), part.length];
  return images.flatMap((_, at) => pieceBetween(at)).concat(pieceBetween(images.length));

  function pieceBetween(at: number): TextRange[] {
    const piece = trimRange(text, start + bounds[2 * at]!, start + bounds[2 * at + 1]!);
    return piece ? [piece] : [];
  }
}

/**
 * What a model reads of a unit, both in training and in the editor. The pieces of a split unit are joined as if nothing stood between them.
 */
export function plainOf(text: string, unit: Unit): PlainText {
  return plainTextOf(text, unit.ranges ?? [unit], unit.format);
}

/**
 * The context that a model reads before a unit: the last two titles of the heading path, and for a table row the caption and column names.
 *
 * @returns plain text on one line; empty when nothing is known
 */
export function contextOf(text: string, { section, header, caption, format }: Unit): string {
  const titles = section.filter((title) => title !== '' && !isPageHeading(title)).slice(-2);
  const parts = titles.map((title) => plainText(title).text);
  for (const range of [caption, header]) {
    if (range)
      parts.push(plainText(text, range.start, Math.min(range.end, range.start + MAX_CONTEXT_CHARS), format).text);
  }
  return parts.join(' > ');
}

/** @param pieces all pieces of the paragraph */
function unit(
  known: Omit<Unit, 'start' | 'end' | 'ranges' | 'sentences'>,
  sentences: readonly TextRange[],
  pieces: readonly TextRange[],
): Unit {
  const { start } = sentences[0]!;
  const { end } = sentences.at(-1)!;
  const ranges = within({ start, end }, pieces);
  return { ...known, start, end, ...(ranges.length > 1 ? { ranges } : {}), sentences };
}

/** The rows of a table, each a unit. Rows without a letter are left out: a question in words cannot ask for them. */
function rowUnits(text: string, { blocks, format: whole }: Outline, at: number, section: readonly string[]): Unit[] {
  const { format = whole } = blocks[at]!;
  const rows = rowsOf(text, blocks[at]!, format).filter((row) =>
    HAS_LETTER.test(plainText(text, row.start, row.end, format).text),
  );
  const caption = captionOf(text, blocks, at);
  const known = {
    ...{ kind: 'table' as const, format, section },
    ...(caption ? { caption: { start: caption.start, end: caption.end } } : {}),
  };
  return rows.flatMap((row, index) =>
    shortRanges(text, row)
      .filter((piece) => hasWords(text, piece, format))
      .map((piece) => unit({ ...known, ...(index > 0 ? { header: rows[0]! } : {}) }, [piece], [piece])),
  );
}

/** The sentences of a paragraph, in runs that are short enough for one unit. */
function piecesOf(text: string, pieces: readonly TextRange[], format: PaperFormat): TextRange[][] {
  const runs: TextRange[][] = [];
  for (const sentence of sentencesIn(text, pieces).filter((range) => hasWords(text, range, format))) {
    const open = runs.at(-1);
    if (open && lengthOf({ start: open[0]!.start, end: sentence.end }, pieces) <= MAX_UNIT_CHARS) open.push(sentence);
    else runs.push([sentence]);
  }
  return runs;
}

/** The sentences of a paragraph in text order. Where it is split, the last sentence of one piece and the first of the next become one. */
function sentencesIn(text: string, pieces: readonly TextRange[]): TextRange[] {
  const sentences: TextRange[] = [];
  for (const piece of pieces) {
    const [first, ...others] = sentencesOf(text, piece.start, piece.end);
    if (!first) continue;
    const last = sentences.at(-1);
    const whole = last && { start: last.start, end: first.end };
    if (whole && lengthOf(whole, pieces) <= MAX_UNIT_CHARS) sentences.splice(-1, 1, whole);
    else sentences.push(...shortRanges(text, first));
    for (const sentence of others) sentences.push(...shortRanges(text, sentence));
  }
  return sentences;
}

/** Whether a range says anything: not only anchors, images, signs, or one long identifier. */
function hasWords(text: string, { start, end }: TextRange, format: PaperFormat): boolean {
  return !isUnreadable(text.slice(start, end)) && /[\p{L}\p{N}]/u.test(plainText(text, start, end, format).text);
}

function lengthOf(range: TextRange, pieces: readonly TextRange[]): number {
  return within(range, pieces).reduce((sum, { start, end }) => sum + end - start, 0);
}

/** Splits a range that is longer than a unit may be: at the last white space that fits, and never inside a surrogate pair. */
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
