import type { TextRange } from '../text/trim';
import type { ScoredRange, TokenWindow } from './scores';

/**
 * The scores of sentences from those of their tokens: the mean probability of the tokens that start in a sentence, of all windows the largest.
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
      sums[next]! += probabilities[token]!;
      counts[next]!++;
    });
    sums.forEach((sum, at) => {
      if (counts[at]! > 0) scores[at] = Math.max(scores[at]!, sum / counts[at]!);
    });
  }
  return sentences.map(({ start, end }, at) => ({ start, end, score: scores[at]! }));
}
