import { ces, dan, deu, eng, fin, fra, hun, ind, ita, nld, nob, pol, por, ron, spa, swe, tur, vie } from 'stopword';

/** Later text says no more about a paper's language; UTF-16 code units. */
const JUDGED_CHARS = 100_000;
/** From this many words on, a text holds enough function words to be judged by their share in prose. */
const PROSE_WORDS = 40;
/**
 * Share of a text's words that are function words of another language from which the text counts as written in it. Prose has 0.2 or
 * more of those that are looked for, Finnish, which uses endings instead, 0.1.
 */
const PROSE_SHARE = 0.08;
/** The same for a question, whose few words may fall on such words by chance. */
const QUESTION_SHARE = 0.4;
/** So many different ones must occur: a table or a formula repeats the same few words. */
const FEWEST_DISTINCT = 3;
/** ... and they as often as that for each English one of three letters or more: a paper in English that quotes another language stays readable. */
const FOREIGN_TO_ENGLISH = 3;

/** Shorter words are symbols and abbreviations as well. */
const SHORTEST = 3;

/** Words of papers in English that are function words elsewhere. */
const ENGLISH_TOO =
  'bar begin cat com data den des der dit doi end face far hat just mind min multi non one per rank sam store sub tag tau ten the van ' +
  'want will zero';

const english = new Set(eng);
const englishToo = new Set([...english, ...ENGLISH_TOO.split(' ')]);

/**
 * For each function word the languages (indexes) that have it: without accents (a converter may have lost them), without those that
 * English has too, and without short ones.
 */
const foreign = new Map<string, readonly number[]>();
const LANGUAGES = [ces, dan, deu, fin, fra, hun, ind, ita, nld, nob, pol, por, ron, spa, swe, tur, vie];
for (const [language, words] of LANGUAGES.entries()) {
  for (const word of new Set(words.map(withoutMarks))) {
    if (word.length >= SHORTEST && !englishToo.has(word)) foreign.set(word, [...(foreign.get(word) ?? []), language]);
  }
}

/** Scripts that put no spaces between words; two of their characters count as a word. */
const UNSPACED = ['Han', 'Hiragana', 'Katakana', 'Thai', 'Khmer', 'Lao', 'Myanmar']
  .map((script) => `\\p{Script=${script}}`)
  .join('');
const unspacedCharacter = new RegExp(`[${UNSPACED}]`, 'gu');
/** Two letters or more, because single Greek letters are symbols. */
const otherScriptWord = new RegExp(`(?![${UNSPACED}\\p{Script=Latin}\\p{Script=Common}])\\p{L}[\\p{L}\\p{M}]+`, 'gu');
const latinWord = /\p{Script=Latin}+/gu;

/**
 * Whether keyword matching, which knows English only, can read a paper or a question. False only with clear signs of another
 * language: tables, code, formulas and a few words are readable.
 */
export function readableByKeywords(text: string): boolean {
  const judged = text.slice(0, JUDGED_CHARS);
  return inLatinScript(judged) && !inForeignWords(withoutMarks(judged).match(latinWord) ?? []);
}

function inLatinScript(text: string): boolean {
  const count = (pattern: RegExp): number => text.match(pattern)?.length ?? 0;
  return count(latinWord) >= count(otherScriptWord) + count(unspacedCharacter) / 2;
}

function inForeignWords(words: readonly string[]): boolean {
  const share = words.length < PROSE_WORDS ? QUESTION_SHARE : PROSE_SHARE;
  const found = LANGUAGES.map(() => ({ words: 0, distinct: new Set<string>() }));
  let inEnglish = 0;
  for (const word of words) {
    if (word.length >= SHORTEST && english.has(word)) inEnglish++;
    for (const language of foreign.get(word) ?? []) {
      found[language]!.words++;
      found[language]!.distinct.add(word);
    }
  }
  const fewest = Math.max(share * words.length, FOREIGN_TO_ENGLISH * inEnglish);
  return found.some((language) => language.words >= fewest && language.distinct.size >= FEWEST_DISTINCT);
}

function withoutMarks(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase();
}
