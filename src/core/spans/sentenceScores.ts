import type { TextRange } from '../text/trim';
import { logistic, logOdds } from './logOdds';
import type { ScoredRange, TokenWindow } from './scores';

/**
 * The scores of sentences, from those of their tokens: the logistic function of the mean log-odds of the tokens that start in the sentence.
 * With several windows, the largest counts. Training scores sentences in the same way.
 *
 * @param sentences in text order, without overlaps
 * @param sourceOf maps a code unit of the tokens' text to its place in the text of the sentences
 */
export function sentenceScores(
  sentences: readonly TextRange[],
  windows: readonly TokenWindow[],
  sourceOf: (unit: number) => number,
): ScoredRange[] {
  const scores = new Float64Array(sentences.length);
  for (const { starts, probabilities } of windows) {
    const sums = new Float64Array(sentences.length);
    const counts = new Uint32Array(sentences.length);
    let next = 0;
    starts.forEach((start, token) => {
      const place = sourceOf(start);
      while (next < sentences.length && sentences[next]!.end <= place) next++;
      if (next === sentences.length || place < sentences[next]!.start) return;
      sums[next]! += logOdds(probabilities[token]!);
      counts[next]!++;
    });
    sums.forEach((sum, at) => {
      if (counts[at]! > 0) scores[at] = Math.max(scores[at]!, logistic(sum / counts[at]!));
    });
  }
  return sentences.map(({ start, end }, at) => ({ start, end, score: scores[at]! }));
}
