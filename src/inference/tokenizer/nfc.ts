/**
 * Unicode normalisation form C with the place of every character, as the reference's `tokenizers` library records it (its crate
 * unicode-normalization-alignments). JavaScript can normalise, but does not tell which characters changed into which.
 */
import type { AlignedText, Change } from './alignedText';
import { AlignedTextBuilder, applyChanges, charactersOf, sliceOfSource } from './alignedText';

/** No character below U+0300 joins the one before it, so a text can be normalised from one such character to the next. */
const SEGMENT = /[\s\S][^\0-\u02ff]*/gu;

/** Marks with the lowest and the highest combining class. Every other mark swaps with one of them. */
const LOWEST_MARK = '\u0334';
const HIGHEST_MARK = '\u0345';

/**
 * Normalises a slice of a text. A composed character gets the range of its first source character only (the reference's rule). A character
 * added by decomposition gets the range of the last source character consumed before it.
 *
 * @param base where the slice starts in its source, UTF-16 code units
 */
export function normalizeNfc(slice: string, base: number): AlignedText {
  if (slice.normalize('NFC') === slice) return sliceOfSource(slice, base);
  const built = new AlignedTextBuilder();
  for (const { 0: segment, index } of slice.matchAll(SEGMENT)) {
    const source = charactersOf(segment, base + index);
    const isNormal = segment.normalize('NFC') === segment;
    const characters = isNormal ? source : applyChanges(source, compose(decompose(segment)));
    for (const character of characters) built.push(character);
  }
  return built.finish();
}

/**
 * The decomposed characters in canonical order. JavaScript gives the order but not the changes. They are matched by character, because
 * equal characters keep their order.
 */
export function decompose(segment: string): Change[] {
  const changesOf = new Map<string, number[]>();
  for (const source of segment) {
    Array.from(source.normalize('NFD')).forEach((character, place) => {
      const changes = changesOf.get(character);
      const change = place === 0 ? 0 : 1;
      if (changes) changes.push(change);
      else changesOf.set(character, [change]);
    });
  }
  const used = new Map<string, number>();
  return Array.from(segment.normalize('NFD'), (character) => {
    const place = used.get(character) ?? 0;
    used.set(character, place + 1);
    return { character, change: changesOf.get(character)![place]! };
  });
}

/** Composes a canonically ordered text by the algorithm of Unicode Standard Annex 15, and adds up the changes. */
function compose(decomposed: readonly Change[]): Change[] {
  const composed: Change[] = [];
  /** The last starter, which may still be joined, and the marks after it that did not join. */
  let starter: Change | undefined;
  let marks: Change[] = [];
  const flush = (): void => {
    if (starter) composed.push(starter);
    // One by one: a text of a hundred thousand marks has more than a call takes arguments.
    for (const mark of marks) composed.push(mark);
    marks = [];
  };
  for (const next of decomposed) {
    const isNextStarter = isStarter(next.character);
    if (!starter) {
      if (isNextStarter) starter = next;
      else composed.push(next);
      continue;
    }
    const previous = marks.at(-1);
    const isBlocked = previous !== undefined && (isNextStarter || isSameClass(previous.character, next.character));
    const joined = isBlocked ? undefined : composePair(starter.character, next.character);
    if (joined !== undefined) {
      starter = { character: joined, change: starter.change + next.change - 1 };
    } else if (isNextStarter) {
      flush();
      starter = next;
    } else {
      marks.push(next);
    }
  }
  flush();
  return composed;
}

function composePair(starter: string, next: string): string | undefined {
  const pair = (starter + next).normalize('NFC');
  return pair.length === String.fromCodePoint(pair.codePointAt(0)!).length ? pair : undefined;
}

/** Whether a decomposed character has combining class 0. Such a character lets no mark pass. */
function isStarter(character: string): boolean {
  return !swaps(character, LOWEST_MARK) && !swaps(HIGHEST_MARK, character);
}

/** Whether two marks in canonical order have the same combining class. */
function isSameClass(mark: string, next: string): boolean {
  return !swaps(next, mark);
}

/** Whether canonical ordering puts the second of two decomposed characters before the first. */
function swaps(first: string, second: string): boolean {
  return first !== second && (first + second).normalize('NFD') === second + first;
}
