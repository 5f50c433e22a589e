import { calibrate } from './calibration';
import type { KeywordConstants } from './constants';
import { KEYWORD_CONSTANTS } from './constants';
import type { DocumentFrequencies } from './documentFrequencies';
import { inverseDocumentFrequency } from './documentFrequencies';
import { contentStems, stemOf, wordsOf } from './words';

/** A question ready to be compared with texts. */
export interface KeywordQuestion {
  /** The distinct stems that are looked for; none when the question has no word at all. */
  readonly stems: readonly string[];
  /**
   * How much of the question a block holds, 0..1, calibrated: 0.2 is the balanced threshold, 0.5 the precise one.
   *
   * @param sectionPath the titles of the headings above the block; they count as part of it
   */
  score(blockText: string, sectionPath: readonly string[]): number;
}

/**
 * Reads a question for keyword matching. A question of stop words only is looked for by these, as they are all there is.
 *
 * The score is BM25 divided by the largest BM25 that the question allows, so that one threshold serves every question.
 */
export function openKeywordQuestion(
  question: string,
  table: DocumentFrequencies,
  constants: KeywordConstants = KEYWORD_CONSTANTS,
): KeywordQuestion {
  const content = contentStems(question);
  const stems = [...new Set(content.length > 0 ? content : wordsOf(question).map(stemOf))];
  const raw = rawScorer(stems, content.length > 0, table, constants);
  return {
    stems,
    score: (blockText, sectionPath) => calibrate(constants.calibration, raw([...sectionPath, blockText].join('\n'))),
  };
}

/** BM25 over the ideal BM25, before calibration: 0 for no shared word, below 1 for a text that repeats all of them. */
export function rawScorer(
  stems: readonly string[],
  withoutStopWords: boolean,
  table: DocumentFrequencies,
  { k1, b }: Pick<KeywordConstants, 'k1' | 'b'>,
): (text: string) => number {
  const places = new Map(stems.map((stem, place) => [stem, place]));
  const weights = stems.map((stem) => inverseDocumentFrequency(table, stem));
  const ideal = (k1 + 1) * weights.reduce((sum, weight) => sum + weight, 0);
  const stemsOf = withoutStopWords ? contentStems : (text: string): string[] => wordsOf(text).map(stemOf);

  return (text) => {
    if (stems.length === 0) return 0;
    const found = stemsOf(text);
    const counts = new Float64Array(stems.length);
    for (const stem of found) {
      const place = places.get(stem);
      if (place !== undefined) counts[place]! += 1;
    }
    const length = k1 * (1 - b + (b * found.length) / table.meanLength);
    let sum = 0;
    for (const [place, count] of counts.entries()) {
      if (count > 0) sum += (weights[place]! * count * (k1 + 1)) / (count + length);
    }
    return sum / ideal;
  };
}
