import { bestFirst } from '../spans/scores';
import type { Answer, Passage, View } from './answer';
import { isSomething } from './bands';

/** A passage counts as near with at least this share of the threshold. */
const NEAR = 0.5;

/**
 * The best passage of an answer that has none at the threshold, if it comes near.
 *
 * @returns one passage or none
 */
export function nearestBelow(answer: Answer, view: View): readonly Passage[] {
  const best = answer.best(view);
  if (best >= view.threshold || best < NEAR * view.threshold || !isSomething(best)) return [];
  return bestFirst(answer.passages({ ...view, threshold: best })).slice(0, 1);
}
