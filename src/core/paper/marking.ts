import type { FoundBlock } from './blocks';
import type { BlockKind, BlockRole, PaperFormat } from './types';

/** A block while its kind and role are still being decided. */
export interface MarkedBlock {
  kind: BlockKind;
  role: BlockRole;
  start: number;
  end: number;
  continues?: number;
  readonly format?: PaperFormat;
}

/** HTML tags, and the anchors of pandoc (`[]{#page-3}`); an address in angle brackets does not match. */
const TAG = /<\/?[a-z][a-z0-9_-]*(?:[\s/][^<>]{0,300})?>|\[\]\{[#.][^{}\r\n]{0,200}\}/gi;
const LETTER = /\p{L}/u;
const WORD = /[\p{L}\p{N}][\p{L}\p{N}'’.-]*/gu;
const FINAL_LOWER = /^\p{Ll}/u;

const OPEN_END =
  /(?:^|[\s(])(?:a|an|the|of|in|on|at|by|for|from|with|to|and|or|but|as|that|which|than|is|are|was|were|be|we|our|its|their|this|these|between|into|over|under|via|using|if|when|where|while|et|de|la|le|der|die|das|und|mit|von)$/i;

/** The beginning of a block as a reader sees it: without tags and surrounding spaces, from at most `most` UTF-16 code units of source. */
export function shown(text: string, { start, end }: FoundBlock, most = 2000): string {
  return text
    .slice(start, Math.min(end, start + most))
    .replace(TAG, '')
    .trim();
}

/** The end of a block, read in the same way. */
export function shownEnd(text: string, { start, end }: FoundBlock, most = 400): string {
  return text
    .slice(Math.max(start, end - most), end)
    .replace(TAG, '')
    .trim();
}

/** Whether the words are one sentence or more, and so no heading. Titles that are questions are short. */
export function isSentence(words: string): boolean {
  const all = words.match(WORD) ?? [];
  if (all.length < 8) return false;
  if (/[,;]$/.test(words) || (FINAL_LOWER.test(words) && all.length >= 10)) return true;
  if (!isRunning(words)) return false;
  // A sentence may go on after a number (`2. `) or an abbreviation.
  if (/\p{Ll}{2,}[.!?]\s+\p{Lu}\p{Ll}+ \p{Ll}/u.test(words)) return true;
  return all.length >= 10 && /[\p{L}\p{N})][.!:]$/u.test(words);
}

/** Whether most words begin with a small letter, as in a sentence. */
export function isRunning(words: string): boolean {
  const all = words.match(WORD) ?? [];
  return all.filter((word) => FINAL_LOWER.test(word)).length > all.length / 2;
}

/** Whether a text ends with a word that ends no sentence and no title. */
export function endsOpen(text: string): boolean {
  return OPEN_END.test(text);
}

export function hasLetter(text: string): boolean {
  return LETTER.test(text);
}

export function wordCount(text: string): number {
  return text.match(WORD)?.length ?? 0;
}
