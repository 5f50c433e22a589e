import type { Scope } from '../answers/answer';
import { sentencesOf } from '../paper/sentences';
import { lineOf } from '../text/lines';

/** A selection of at least this length was made on purpose, UTF-16 code units: hardly a sentence is longer. */
const LONG_SELECTION = 1_000;
/** How far around a selection its sentences are looked for, UTF-16 code units. */
const REACH = 2_000;
/** A heading or a list item can be a sentence of one word, and a double click selects one word. */
const FEWEST_WORDS = 4;

/** The letters and digits at both ends of a text: a reader may leave out a bracket or the full stop. */
const CORE = /[\p{L}\p{N}](?:.*[\p{L}\p{N}])?/su;

/**
 * The part of a paper that a selection limits a question to. A selection without a whole sentence of a few words does not count: the reader
 * made it while reading or copying. A selection of all text is no limit either.
 *
 * @returns undefined when the whole paper is meant
 */
export function scopeOf(text: string, selection: Scope): Scope | undefined {
  const { start, end } = selection;
  if (text.slice(0, start).trim() === '' && text.slice(end).trim() === '') return undefined;
  if (end - start >= LONG_SELECTION) return selection;
  const around = { start: Math.max(0, start - REACH), end: Math.min(text.length, end + REACH) };
  const holdsSentence = sentencesOf(text, around.start, around.end).some((sentence) => {
    const core = CORE.exec(text.slice(sentence.start, sentence.end));
    if (!core) return false;
    const from = sentence.start + core.index;
    return from >= start && from + core[0].length <= end && hasWords(core[0]);
  });
  return holdsSentence ? selection : undefined;
}

/** The first and the last line of a scope in the text that was asked, from 1. */
export function linesOf(text: string, { start, end }: Scope): readonly [first: number, last: number] {
  const line = lineOf(text.slice(0, end).trimEnd());
  return [line(start), line(end)];
}

function hasWords(sentence: string): boolean {
  let words = 0;
  for (const { isWordLike } of new Intl.Segmenter('en', { granularity: 'word' }).segment(sentence)) {
    if (isWordLike === true && ++words === FEWEST_WORDS) return true;
  }
  return false;
}
