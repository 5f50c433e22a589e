import { within } from '../text/pieces';
import { type PlainText, plainText, plainTextOf } from '../text/plainText';
import { IMAGE_DATA, isUnreadable } from '../text/readable';
import { trimRange, type TextRange } from '../text/trim';
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
  /** How its text is read. */
  readonly format: PaperFormat;
  /** The pieces of a unit that a page break, a figure or a formula tears apart, by place; absent when it is one piece. */
  readonly ranges?: readonly TextRange[];
  /** By place; together they hold all words of the unit. None is longer than a unit may be; a torn one goes over the tear. */
  readonly sentences: readonly TextRange[];
  /** The heading path at the unit, outermost first. */
  readonly section: readonly string[];
  /** Of a row of a table: its first row, which names the columns. */
  readonly header?: TextRange;
  /** Of a row of a table: its caption. */
  readonly caption?: TextRange;
}

/** A paragraph in more pieces is taken for several, so that no paper takes more than linear time. */
const MAX_PIECES = 16;
/** Most of a caption or a header that is read with each row; UTF-16 code units. */
const MAX_CONTEXT_CHARS = 300;

/** Kinds of blocks that answer nothing by themselves. */
const SILENT = new Set<BlockKind>(['heading', 'rule', 'code', 'math']);
const HAS_LETTER = /\p{L}/u;

/** Whether a block says something by itself: it is no heading, program or formula, and has words. */
export function isReadable({ kind, start, end }: Block, text: string): boolean {
  return !SILENT.has(kind) && HAS_LETTER.test(text.slice(start, end));
}

/**
 * The units of a paper, by their starts. They share no text; a torn unit may have others between its pieces.
 *
 * @param text the text that `outline` was read from
 * @param hidden whether the parts that are lit on request only (references, front matter, furniture) have units too
 */
export function unitsOf(text: string, outline: Outline, hidden = false): Unit[] {
  const blocks = outline.blocks.filter((block) => (hidden || block.role === 'body') && isReadable(block, text));
  const indexes = new Map(outline.blocks.map((block, index) => [block, index]));
  const { format } = outline;
  return wholeParagraphs(blocks).flatMap((parts): Unit[] => {
    const [block] = parts as [Block];
    const section = sectionAt(outline, block.start);
    if (block.kind === 'table') return rowUnits(text, outline, indexes.get(block)!, section);
    const all = parts.flatMap((part) => withoutImageData(text, part));
    return inGroups(all).flatMap((pieces) =>
      piecesOf(text, pieces).map((sentences) => unit({ kind: block.kind, format, section }, sentences, pieces)),
    );
  });
}

/** The blocks with the parts of a torn paragraph together, in the order of their first parts. */
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

/** Pieces, so many together that each sentence may be compared with all of them. */
function inGroups(pieces: readonly TextRange[]): TextRange[][] {
  const groups: TextRange[][] = [];
  for (let at = 0; at < pieces.length; at += MAX_PIECES) groups.push(pieces.slice(at, at + MAX_PIECES));
  return groups;
}

/** A block without the data of images, which tear it. */
function withoutImageData(text: string, { start, end }: TextRange): TextRange[] {
  const part = text.slice(start, end);
  const images = Array.from(part.matchAll(IMAGE_DATA));
  const bounds = [0, ...images.flatMap(({ index, 0: image }) => [index, index + image.length]), part.length];
  return images.flatMap((_, at) => pieceBetween(at)).concat(pieceBetween(images.length));

  function pieceBetween(at: number): TextRange[] {
    const piece = trimRange(text, start + bounds[2 * at]!, start + bounds[2 * at + 1]!);
    return piece ? [piece] : [];
  }
}

/** What a model reads of a unit, in training as in the editor; a torn one as if nothing stood between its pieces. */
export function plainOf(text: string, unit: Unit): PlainText {
  return plainTextOf(text, unit.ranges ?? [unit], unit.format);
}

/**
 * What stands around a unit and says what it is about, as a model reads it before the unit: the last two titles of the heading path, and of a
 * row the caption and the names of the columns.
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

/** @param pieces those of the whole paragraph */
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

/** The rows of a table, each a unit; rows without a letter are left out, for nothing in them can be asked for by words. */
function rowUnits(text: string, { blocks, format }: Outline, at: number, section: readonly string[]): Unit[] {
  const rows = rowsOf(text, blocks[at]!, format).filter((row) =>
    HAS_LETTER.test(plainText(text, row.start, row.end, format).text),
  );
  const caption = captionOf(text, blocks, at);
  const known = {
    ...{ kind: 'table' as const, format, section },
    ...(caption ? { caption: { start: caption.start, end: caption.end } } : {}),
  };
  return rows.flatMap((row, index) =>
    shortRanges(text, row).map((piece) =>
      unit({ ...known, ...(index > 0 ? { header: rows[0]! } : {}) }, [piece], [piece]),
    ),
  );
}

/** The sentences of a paragraph, in runs that are short enough to be units. */
function piecesOf(text: string, pieces: readonly TextRange[]): TextRange[][] {
  const runs: TextRange[][] = [];
  for (const sentence of sentencesIn(text, pieces)) {
    const open = runs.at(-1);
    if (open && lengthOf({ start: open[0]!.start, end: sentence.end }, pieces) <= MAX_UNIT_CHARS) open.push(sentence);
    else runs.push([sentence]);
  }
  return runs;
}

/** The sentences of a paragraph by place; where it is torn, the last of one piece and the first of the next are one. */
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
  return sentences.filter(({ start, end }) => !isUnreadable(text.slice(start, end)));
}

function lengthOf(range: TextRange, pieces: readonly TextRange[]): number {
  return within(range, pieces).reduce((sum, { start, end }) => sum + end - start, 0);
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
