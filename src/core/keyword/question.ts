import { calibrate, type KeywordConstants, KEYWORD_CONSTANTS } from './constants';
import { type DocumentFrequencies, inverseDocumentFrequency } from './documentFrequencies';
import { bothCounts, countStems, type StemCounts, type WordChoice } from './words';

/** A question ready to be compared with texts. */
export interface KeywordQuestion {
  /** The distinct stems that are looked for; none when the question has no word at all. */
  readonly stems: readonly string[];
  /** The words by which texts must be counted for this question. */
  readonly words: WordChoice;
  /**
   * How much of the question a text holds, 0..1, calibrated: 0.2 is the balanced threshold, 0.5 the precise one.
   *
   * @param counts by `words`
   */
  score(counts: StemCounts): number;
  /**
   * The same of a unit of a paper. The words that say what it is about count where it shares a word with the question itself, or where the
   * title of its own section has all that is asked for: headings are no evidence of their own.
   *
   * @param own of the unit's words, by `words`
   * @param context of its heading path and the names of its columns, by `words`; not asked for where it cannot count
   * @param title of its own section, by `words`; the title of the paper is none
   */
  scoreUnit(own: StemCounts, context: () => StemCounts, title: () => StemCounts): number;
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
  const content = countStems(question, 'content');
  const words = content.length > 0 ? 'content' : 'all';
  const stems = [...(words === 'content' ? content : countStems(question, words)).byStem.keys()];
  const raw = rawScorer(stems, table, constants);
  const score = (counts: StemCounts): number => calibrate(constants.calibration, raw(counts));
  const scoreUnit: KeywordQuestion['scoreUnit'] = (own, context, title) => {
    const counts = stems.some((stem) => own.byStem.has(stem)) || stems.every((stem) => title().byStem.has(stem));
    return counts ? score(bothCounts(own, context())) : 0;
  };
  return { stems, words, score, scoreUnit };
}

/** BM25 over the ideal BM25, before calibration: 0 for no shared word, below 1 for a text that repeats all of them. */
function rawScorer(
  stems: readonly string[],
  table: DocumentFrequencies,
  { k1, b }: KeywordConstants,
): (counts: StemCounts) => number {
  const weighted = stems.map((stem) => ({ stem, weight: inverseDocumentFrequency(table, stem) }));
  const ideal = (k1 + 1) * weighted.reduce((sum, { weight }) => sum + weight, 0);
  return ({ length, byStem }) => {
    const norm = k1 * (1 - b + (b * length) / table.meanLength);
    let sum = 0;
    for (const { stem, weight } of weighted) {
      const count = byStem.get(stem);
      if (count !== undefined) sum += (weight * count * (k1 + 1)) / (count + norm);
    }
    return ideal === 0 ? 0 : sum / ideal;
  };
}
