import { ces, dan, deu, eng, fin, fra, hun, ind, ita, nld, nob, pol, por, ron, spa, swe, tur, vie } from 'stopword';

/** A paper's language is judged by this much of its beginning; UTF-16 code units. */
const JUDGED_CHARS = 100_000;
/** From this many words on, a text is judged by its share of function words, as prose is. */
const PROSE_WORDS = 40;
/**
 * A text counts as written in another language when at least this share of its words are function words of that language. Prose has 0.2 or
 * more of those in the lists; Finnish, which uses endings instead, has 0.1.
 */
const PROSE_SHARE = 0.08;
/** The same for a question, where a few such words may occur by chance. */
const QUESTION_SHARE = 0.4;
/** Different function words that must occur, because a table or a formula repeats the same few words. */
const FEWEST_DISTINCT = 3;
/**
 * Function words needed for each English one of three letters or more, so that an English paper with quotes in another language stays
 * readable.
 */
const FOREIGN_TO_ENGLISH = 3;

/** Shorter words may be symbols or abbreviations. */
const SHORTEST = 3;

/** Function words of other languages that occur in English papers. */
const ENGLISH_TOO =
  'bar begin cat com data den des der dit doi end face far hat just mind min multi non one per rank sam store sub tag tau ten the van ' +
  'want will zero';

const english = new Set(eng);
const englishToo = new Set([...english, ...ENGLISH_TOO.split(' ')]);

/**
 * For each function word the indexes of its languages. Accents are removed because a converter may have lost them. Short words and words
 * that English has too are left out.
 */
const foreign = new Map<string, readonly number[]>();
const LANGUAGES = [ces, dan, deu, fin, fra, hun, ind, ita, nld, nob, pol, por, ron, spa, swe, tur, vie];
for (const [language, words] of LANGUAGES.entries()) {
  for (const word of new Set(words.map(withoutMarks))) {
    if (word.length >= SHORTEST && !englishToo.has(word)) foreign.set(word, [...(foreign.get(word) ?? []), language]);
  }
}

/** Scripts without spaces between words. Two of their characters count as a word. */
const UNSPACED = ['Han', 'Hiragana', 'Katakana', 'Thai', 'Khmer', 'Lao', 'Myanmar']
  .map((script) => `\\p{Script=${script}}`)
  .join('');
const unspacedCharacter = new RegExp(`[${UNSPACED}]`, 'gu');
/** Two letters or more, because single Greek letters are symbols. */
const otherScriptWord = new RegExp(`(?![${UNSPACED}\\p{Script=Latin}\\p{Script=Common}])\\p{L}[\\p{L}\\p{M}]+`, 'gu');
const latinWord = /\p{Script=Latin}+/gu;

/**
 * Whether keyword matching, which knows only English, can read a paper or question. False only on clear signs of another language; tables,
 * code, formulas and short texts are readable.
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
