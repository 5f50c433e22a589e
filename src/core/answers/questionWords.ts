import { isStopWord, stemOf, wordsOf } from '../keyword/words';
import { isLowSurrogate } from '../text/codePoints';
import { TEAR } from '../text/pieces';
import type { TextRange } from '../text/trim';

const WORDS = /[\p{L}\p{M}\p{N}\u00ad]+/gu;

/**
 * The words of a text that a question has too, in any form (`recorded` for `recordings`); UTF-16 code units of the text. Words that say
 * nothing about a subject do not count, unless the question has no others.
 */
export function questionWords(text: string, question: string): TextRange[] {
  const asked = wordsOf(question);
  const content = asked.filter((word) => !isStopWord(word));
  const stems = new Set((content.length > 0 ? content : asked).map(stemOf));
  return Array.from(text.matchAll(WORDS)).flatMap(({ 0: word, index }) =>
    wordsOf(word).some((part) => stems.has(stemOf(part))) ? [{ start: index, end: index + word.length }] : [],
  );
}

/** How much text is kept before a word of the question when a line is cut at its beginning; UTF-16 code units. */
const LEAD = 16;

/**
 * Cuts a line that is too long for a list to a part of this length. The part is the beginning, unless another part has clearly more words
 * of the question. It begins and ends between words. When a line of two pieces has words of the question before the gap, only that piece is
 * searched.
 *
 * @param length the most that is shown, UTF-16 code units, without the signs for what is left out
 * @param clearly how many more words of the question another part must have than the beginning
 */
export function bestPart(line: string, question: string, length: number, clearly = 1): string {
  if (line.length <= length) return line;
  const words = questionWords(line, question);
  const tear = line.indexOf(TEAR);
  const starts = countIn(words, 0, tear) > 0 ? words.filter(({ start }) => start < tear) : words;
  let best = { from: 0, count: countIn(words, 0, length) + clearly - 1 };
  for (const { start } of starts) {
    // Also near the end of the line, the part has the full length.
    const from = wordAt(line, start <= LEAD ? 0 : Math.min(start - LEAD, line.length - length), start);
    const count = countIn(words, from, from + length);
    if (count > best.count) best = { from, count };
  }
  const { from } = best;
  if (from + length >= line.length) return `${from > 0 ? '…' : ''}${line.slice(from)}`;
  const cut = line.lastIndexOf(' ', from + length);
  const limit = from + length;
  // A word that does not fit is cut, but not inside a character.
  const to = cut > from ? cut : isLowSurrogate(line.charCodeAt(limit)) ? limit - 1 : limit;
  return `${from > 0 ? '…' : ''}${line.slice(from, to)}…`;
}

/** Where the first word after `at` begins, at the latest `last`; 0 for the beginning. */
function wordAt(line: string, at: number, last: number): number {
  if (at <= 0) return 0;
  const blank = line.indexOf(' ', at - 1);
  return blank >= 0 && blank < last ? blank + 1 : last;
}

function countIn(words: readonly TextRange[], from: number, to: number): number {
  return words.filter(({ start, end }) => start >= from && end <= to).length;
}
