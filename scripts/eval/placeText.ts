import type { TextRange } from '../../src/core/text/trim';

/**
 * Finds where a quoted text stands, as the benchmark does: at its first occurrence, exact, else whatever the case, else whatever
 * the white space between its words too. Undefined when it is nowhere, or blank.
 *
 * @returns UTF-16 code units of `text`
 */
export function placeText(text: string, quoted: string): TextRange | undefined {
  if (quoted.trim() === '') return undefined;
  const exact = text.indexOf(quoted);
  if (exact >= 0) return { start: exact, end: exact + quoted.length };
  return rangeOf(text, escaped(quoted)) ?? rangeOf(text, quoted.trim().split(/\s+/).map(escaped).join('\\s+'));
}

/** A pattern finds the place in the text itself; a lower-cased copy could be of another length. */
function rangeOf(text: string, pattern: string): TextRange | undefined {
  const match = new RegExp(pattern, 'iu').exec(text);
  return match ? { start: match.index, end: match.index + match[0].length } : undefined;
}

function escaped(literal: string): string {
  return literal.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}
