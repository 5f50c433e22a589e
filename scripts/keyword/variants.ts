import { eng } from 'stopword';
import { KEYWORD_CONSTANTS } from '../../src/core/keyword/constants';
import type { DocumentFrequencies } from '../../src/core/keyword/documentFrequencies';
import { inverseDocumentFrequency } from '../../src/core/keyword/documentFrequencies';
import { contentStems, isStopWord, stemOf, wordsOf } from '../../src/core/keyword/words';
import { sentencesOf } from '../../src/core/paper/sentences';

/** The raw score of a text, with the headings above it, for a question. */
export type RawScore = (question: string, text: string, path: readonly string[]) => number;

/** A variant of keyword matching that was tried. */
export interface Variant {
  readonly name: string;
  /** One entry for each pair of constants. The pair that is best on the other queries is used. */
  readonly scores: readonly RawScore[];
  /** Whether it keeps the documented score of the keyword engine. Variants that do not are only reported. */
  readonly keepsScore: boolean;
}

interface Parts {
  readonly k1?: number;
  readonly b?: number;
  readonly stems?: (text: string) => string[];
  readonly weight?: (stem: string) => number;
  readonly withPath?: boolean;
}

const K1 = [0.2, 0.4, 0.6, 0.8, 1, 1.2, 1.6, 2, 2.4, 3];
const B = [0, 0.1, 0.2, 0.3, 0.5, 0.75, 1];

const libraryStopWords = new Set(eng);

/** All variants, the shipped one first. Counts are cached for each text, because many constants need the same ones. */
export function variantsOf(table: DocumentFrequencies): readonly Variant[] {
  const idf = (stem: string): number => inverseDocumentFrequency(table, stem);
  const counted = new Map<unknown, Map<string, Counted>>();

  const score = (parts: Parts = {}): RawScore => {
    const {
      k1 = KEYWORD_CONSTANTS.k1,
      b = KEYWORD_CONSTANTS.b,
      stems = contentStems,
      weight = idf,
      withPath = true,
    } = parts;
    const known = counted.get(stems) ?? new Map<string, Counted>();
    counted.set(stems, known);
    const countsOf = (text: string): Counted => {
      const before = known.get(text);
      if (before) return before;
      const counts = countStems(stems(text));
      known.set(text, counts);
      return counts;
    };
    return (question, text, path) => {
      const asked = [...countsOf(question).byStem.keys()];
      const own = countsOf(text);
      if (!asked.some((stem) => own.byStem.has(stem))) return 0;
      const block = withPath ? countsOf([...path, text].join('\n')) : own;
      const norm = k1 * (1 - b + (b * block.length) / table.meanLength);
      const ideal = asked.reduce((total, stem) => total + weight(stem) * (k1 + 1), 0);
      const sum = asked.reduce((total, stem) => {
        const count = block.byStem.get(stem) ?? 0;
        return total + (weight(stem) * count * (k1 + 1)) / (count + norm);
      }, 0);
      return ideal === 0 ? 0 : sum / ideal;
    };
  };
  const shipped = score();
  const bestSentence: RawScore = (question, text, path) =>
    Math.max(
      0,
      ...sentencesOf(text, 0, text.length).map(({ start, end }) => shipped(question, text.slice(start, end), path)),
    );

  const one = (name: string, parts: Parts, keepsScore = true): Variant => ({
    name,
    scores: [score(parts)],
    keepsScore,
  });
  return [
    one('shipped: k1 1.2, b 0.75', {}),
    {
      name: 'k1 and b chosen on the same queries',
      scores: K1.flatMap((k1) => B.map((b) => score({ k1, b }))),
      keepsScore: true,
    },
    one('little length normalisation: b 0.1', { b: 0.1 }),
    one('stop words of the library only', {
      stems: stemsWithout((word) => word.length === 1 || libraryStopWords.has(word)),
    }),
    one('stop words kept', { stems: stemsWithout(() => false) }),
    one('single letters and digits kept', { stems: stemsWithout((word) => word.length > 1 && isStopWord(word)) }),
    one('words not stemmed', { stems: (text) => wordsOf(text).filter((word) => !isStopWord(word)) }),
    one('without the heading path', { withPath: false }, false),
    one('all words weigh the same', { weight: () => 1 }, false),
    one('square root of the weights', { weight: (stem) => Math.sqrt(idf(stem)) }, false),
    { name: 'best sentence instead of paragraph', scores: [bestSentence], keepsScore: false },
    {
      name: 'mean of paragraph and best sentence',
      scores: [(...input) => (shipped(...input) + bestSentence(...input)) / 2],
      keepsScore: false,
    },
  ];
}

interface Counted {
  readonly byStem: ReadonlyMap<string, number>;
  readonly length: number;
}

function countStems(stems: readonly string[]): Counted {
  const byStem = new Map<string, number>();
  for (const stem of stems) byStem.set(stem, (byStem.get(stem) ?? 0) + 1);
  return { byStem, length: stems.length };
}

function stemsWithout(leftOut: (word: string) => boolean): (text: string) => string[] {
  return (text) =>
    wordsOf(text)
      .filter((word) => !leftOut(word))
      .map(stemOf);
}
