import type { TextRange } from '../text/trim';
import type { ScoredRange, TokenWindow } from './scores';

/**
 * The scores of sentences from those of their tokens: the logistic function of the mean log-odds of the tokens that start
 * in a sentence, of all windows the largest. Training scores sentences in the same way.
 *
 * @param sentences by place, without overlaps
 * @param sourceOf where in the text of the sentences a code unit of the tokens' text comes from
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
      if (counts[at]! > 0) scores[at] = Math.max(scores[at]!, 1 / (1 + Math.exp(-sum / counts[at]!)));
    });
  }
  return sentences.map(({ start, end }, at) => ({ start, end, score: scores[at]! }));
}

/** No token says more than this: what a 32-bit float cannot tell from certainty. */
const CERTAIN = 1e-7;

function logOdds(probability: number): number {
  const bounded = Math.min(1 - CERTAIN, Math.max(CERTAIN, probability));
  return Math.log(bounded / (1 - bounded));
}
