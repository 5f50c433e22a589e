import { codePointLength } from '../text/codePoints';
import type { TextRange } from '../text/trim';
import { sectionAt } from './sections';
import type { Chunk, Heading } from './types';

/** Code points: the sizes that the reference chunker was run with (KRLabsOrg/verbatim-rag, MarkdownChunkerProvider). */
const MIN_CHUNK = 500;
const MAX_CHUNK = 5000;
/** Headings of a deeper level do not start a chunk. */
const MAX_SPLIT_LEVEL = 4;

/** A run of two or more line ends. A lone `\r` is a line end too; `\r\n` counts as one. */
const PARAGRAPH_BREAK = /(?:\r\n|\n|\r(?!\n)){2,}/g;

/** A part of the text on its way to becoming a chunk. */
interface Piece extends TextRange {
  /** In code points. White space that the reference drops between pieces is not counted. */
  readonly length: number;
}

/**
 * Cuts a text into chunks as the reference does: split at headings, merge small pieces, split large ones, merge again. Two things differ.
 * Headings of level 5 and 6 start no chunk. And the chunks cover the whole text: white space that the reference drops stays with the chunk
 * before it, or with the first chunk.
 *
 * @param whole ranges that no cut may fall into, ordered by start
 */
export function cutChunks(text: string, headings: readonly Heading[], whole: readonly TextRange[]): Chunk[] {
  const sections = mergeTiny(splitAtHeadings(text, headings));
  const split = mergeTiny(sections.flatMap((section) => splitLarge(text, section, whole)));
  // A long text of nothing but white space leaves no pieces.
  const pieces = split.length > 0 ? split : sections;
  return pieces.map((piece, index) => ({
    start: index === 0 ? 0 : piece.start,
    end: pieces[index + 1]?.start ?? text.length,
    headings: sectionAt({ headings }, piece.start),
  }));
}

function splitAtHeadings(text: string, headings: readonly Heading[]): Piece[] {
  const starts = headings.filter((heading) => heading.level <= MAX_SPLIT_LEVEL).map((heading) => heading.start);
  const bounds = [...new Set([0, ...starts, text.length])];
  const sections = bounds.slice(1).map((end, index) => pieceOf(text, bounds[index]!, end));
  const [first, ...others] = sections;
  return first && others.length > 0 && isBlank(text, first) ? others : sections;
}

function mergeTiny(pieces: readonly Piece[]): Piece[] {
  const merged: Piece[] = [];
  let tiny: Piece | undefined;
  pieces.forEach((piece, index) => {
    const candidate: Piece = tiny ? joined(tiny, piece) : piece;
    const isLast = index === pieces.length - 1;
    // Merged pieces may still be too small and merge with the next one. A piece that is large enough, or the last one, is kept.
    if (candidate.length < MIN_CHUNK && !isLast) {
      tiny = candidate;
      return;
    }
    merged.push(candidate);
    tiny = undefined;
  });
  const last = merged.at(-1);
  const before = merged.at(-2);
  if (last && before && last.length < MIN_CHUNK) merged.splice(-2, 2, joined(before, last));
  return merged;
}

function splitLarge(text: string, section: Piece, whole: readonly TextRange[]): Piece[] {
  if (section.length <= MAX_CHUNK) return [section];
  const joinedPieces: Piece[] = [];
  for (const piece of piecesBetweenCuts(text, section, whole)) {
    const last = joinedPieces.at(-1);
    if (last && last.length + piece.length <= MAX_CHUNK) joinedPieces[joinedPieces.length - 1] = joined(last, piece);
    else joinedPieces.push(piece);
  }
  return joinedPieces;
}

/** Cuts a section at its paragraph breaks. Pieces of white space only are left out. */
function piecesBetweenCuts(text: string, section: Piece, whole: readonly TextRange[]): Piece[] {
  const bounds = [section.start];
  PARAGRAPH_BREAK.lastIndex = section.start;
  let region = 0;
  for (;;) {
    const match = PARAGRAPH_BREAK.exec(text);
    if (!match || match.index >= section.end) break;
    const end = match.index + match[0].length;
    while (region < whole.length && whole[region]!.end < end) region++;
    const inside = region < whole.length && whole[region]!.start <= match.index;
    if (!inside && match.index > section.start) bounds.push(match.index);
  }
  bounds.push(section.end);
  const pieces = bounds.slice(1).map((end, index) => pieceOf(text, bounds[index]!, end));
  return pieces.filter((piece) => !isBlank(text, piece));
}

function pieceOf(text: string, start: number, end: number): Piece {
  return { start, end, length: codePointLength(text, start, end) };
}

function joined(a: Piece, b: Piece): Piece {
  return { start: a.start, end: b.end, length: a.length + b.length };
}

function isBlank(text: string, { start, end }: TextRange): boolean {
  return text.slice(start, end).trim() === '';
}
