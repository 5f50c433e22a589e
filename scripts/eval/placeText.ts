import type { TextRange } from '../../src/core/text/trim';

/**
 * Finds a quoted text as the benchmark does: its first exact occurrence, else the first ignoring case, else the first also ignoring
 * differences in white space between words. Undefined when there is none, or when the quote is blank.
 *
 * @returns UTF-16 code units of `text`
 */
export function placeText(text: string, quoted: string): TextRange | undefined {
  if (quoted.trim() === '') return undefined;
  const exact = text.indexOf(quoted);
  if (exact >= 0) return { start: exact, end: exact + quoted.length };
  return rangeOf(text, escaped(quoted)) ?? rangeOf(text, quoted.trim().split(/\s+/).map(escaped).join('\\s+'));
}

/** A pattern searches the text itself. A lower-cased copy could have another length. */
function rangeOf(text: string, pattern: string): TextRange | undefined {
  const match = new RegExp(pattern, 'iu').exec(text);
  return match ? { start: match.index, end: match.index + match[0].length } : undefined;
}

function escaped(literal: string): string {
  return literal.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
