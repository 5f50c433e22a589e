import { isStopWord, stemOf, wordsOf } from '../keyword/words';
import { isLowSurrogate } from '../text/codePoints';
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

/** How much stands before the first word of the question where a line begins inside a sentence; UTF-16 code units. */
const LEAD = 16;

/**
 * A line that is too long for a list, cut to the part with the most words of the question; of equal parts the first. It begins and ends
 * between words.
 *
 * @param length the most that is shown, UTF-16 code units, without the signs for what is left out
 */
export function bestPart(line: string, question: string, length: number): string {
  if (line.length <= length) return line;
  const words = questionWords(line, question);
  let best = { from: 0, count: countIn(words, 0, length) };
  for (const { start } of words) {
    const blank = line.indexOf(' ', start - LEAD);
    const from = start <= LEAD ? 0 : blank >= 0 && blank < start ? blank + 1 : start;
    const count = countIn(words, from, from + length);
    if (count > best.count) best = { from, count };
  }
  const { from } = best;
  if (from + length >= line.length) return `${from > 0 ? '…' : ''}${line.slice(from)}`;
  const cut = line.lastIndexOf(' ', from + length);
  const limit = from + length;
  // A word without an end in sight is cut inside, but not inside a character.
  const to = cut > from ? cut : isLowSurrogate(line.charCodeAt(limit)) ? limit - 1 : limit;
  return `${from > 0 ? '…' : ''}${line.slice(from, to)}…`;
}

function countIn(words: readonly TextRange[], from: number, to: number): number {
  return words.filter(({ start, end }) => start >= from && end <= to).length;
}
