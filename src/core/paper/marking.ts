import type { FoundBlock } from './blocks';
import type { BlockKind, BlockRole } from './types';

/** A block while kinds and roles are being found. */
export interface MarkedBlock {
  kind: BlockKind;
  role: BlockRole;
  start: number;
  end: number;
  continues?: number;
}

/** Tags of HTML; an address in angle brackets is none. */
const TAG = /<\/?[a-z][a-z0-9-]*(?:[\s/][^<>]{0,300})?>/gi;
const LETTER = /\p{L}/u;
const WORD = /[\p{L}\p{N}][\p{L}\p{N}'’.-]*/gu;
const FINAL_LOWER = /^\p{Ll}/u;

const OPEN_END =
  /(?:^|[\s(])(?:a|an|the|of|in|on|at|by|for|from|with|to|and|or|but|as|that|which|than|is|are|was|were|be|we|our|its|their|this|these|between|into|over|under|via|using|if|when|where|while|et|de|la|le|der|die|das|und|mit|von)$/i;

/** The text of a block as a reader sees it begin: without tags and the spaces around it; at most so many UTF-16 code units of source. */
export function shown(text: string, { start, end }: FoundBlock, most = 2000): string {
  return text
    .slice(start, Math.min(end, start + most))
    .replace(TAG, '')
    .trim();
}

/** The same for the end of a block. */
export function shownEnd(text: string, { start, end }: FoundBlock, most = 400): string {
  return text
    .slice(Math.max(start, end - most), end)
    .replace(TAG, '')
    .trim();
}

/** Whether words are a sentence, or several, and so no heading. Titles that ask something are short. */
export function isSentence(words: string): boolean {
  const all = words.match(WORD) ?? [];
  if (all.length < 8) return false;
  if (/[,;]$/.test(words) || (FINAL_LOWER.test(words) && all.length >= 10)) return true;
  const small = all.filter((word) => FINAL_LOWER.test(word)).length;
  const isRunning = small / all.length > 0.5;
  // Behind a number (`2. `) and an abbreviation a sentence goes on.
  if (isRunning && /\p{Ll}{2,}[.!?]\s+\p{Lu}\p{Ll}+ \p{Ll}/u.test(words)) return true;
  return isRunning && all.length >= 10 && /[\p{L}\p{N})][.!:]$/u.test(words);
}

/** Whether a text ends with a word that no sentence and no title ends with. */
export function endsOpen(text: string): boolean {
  return OPEN_END.test(text);
}

export function hasLetter(text: string): boolean {
  return LETTER.test(text);
}

/** Words of a text, counted no further than needed for telling headings. */
export function wordCount(text: string): number {
  return text.match(WORD)?.length ?? 0;
}
