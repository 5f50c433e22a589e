import { calibrate, type KeywordConstants, KEYWORD_CONSTANTS } from './constants';
import { type DocumentFrequencies, inverseDocumentFrequency } from './documentFrequencies';
import { bothCounts, countStems, type StemCounts, type WordChoice } from './words';

/** A question ready to be compared with texts. */
export interface KeywordQuestion {
  /** The distinct stems to look for; empty when the question has no word at all. */
  readonly stems: readonly string[];
  /** Which words of a text must be counted for this question. */
  readonly words: WordChoice;
  /**
   * How much of the question a text contains, calibrated to 0..1: 0.2 is the balanced threshold, 0.5 the precise one.
   *
   * @param counts of the text, made with `words`
   */
  score(counts: StemCounts): number;
  /**
   * The same for a unit of a paper. Headings alone are no evidence. So its context counts only when the unit itself shares a word with the
   * question, or when the title of its section has all words of the question.
   *
   * @param own counts of the unit, made with `words`
   * @param context counts of its heading path and column names, made with `words`; called only when it can count
   * @param title counts of its section's title, made with `words`; the paper's title is not a section's
   */
  scoreUnit(own: StemCounts, context: () => StemCounts, title: () => StemCounts): number;
}

/**
 * Prepares a question for keyword matching. When it has only stop words, these are looked for.
 *
 * The score is BM25 divided by the largest BM25 that the question allows, so that one threshold works for every question.
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

/** BM25 divided by the ideal BM25, before calibration: 0 without a shared word, below 1 for a text that repeats all of them. */
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
