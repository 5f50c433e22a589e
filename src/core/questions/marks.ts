import type { Answer, Passage, View } from '../answers/answer';
import { isSomething } from '../answers/bands';
import { sectionAt } from '../paper/sections';
import { countUpTo } from '../text/lines';
import { tornRanges } from '../paper/torn';
import { bestFirst } from '../spans/scores';
import { textOfPieces } from '../text/pieces';
import type { TextRange } from '../text/trim';

/**
 * What a reader decided on a piece of text. `added` is evidence that the engine had not shown. `resized` is a passage that the reader made
 * longer or shorter, but neither accepted nor rejected.
 */
export type Verdict = 'accepted' | 'added' | 'resized' | 'rejected';

/** Whether the reader has decided that a passage is evidence or is not. */
export function isJudged({ verdict }: { readonly verdict?: Verdict }): boolean {
  return verdict !== undefined && verdict !== 'resized';
}

/** A decision. Offsets are UTF-16 code units of the text that was asked. Marks of one question do not overlap. */
export interface Mark extends TextRange {
  readonly verdict: Verdict;
}

/** A passage with the reader's decision on it, if there is one. */
export interface MarkedPassage extends Passage {
  readonly verdict?: Verdict;
}

/**
 * The passages of an answer as the reader has corrected them, by place. An accepted, added or resized piece is a passage at every threshold and
 * replaces the passages that it touches. A passage is left out when half of it or more was rejected.
 */
export function markedPassages(answer: Answer, view: View, marks: readonly Mark[]): readonly MarkedPassage[] {
  const passages = answer.passages(view);
  if (marks.length === 0) return passages;
  const left = undecided(passages, marks);
  const own = marks.filter(({ verdict }) => verdict !== 'rejected').map((mark) => passageAt(answer, mark));
  return [...left, ...own].sort((a, b) => a.start - b.start || a.end - b.end);
}

/** The passages on which the reader has not decided. */
export function undecided(passages: readonly Passage[], marks: readonly Mark[]): readonly Passage[] {
  return marks.length === 0 ? passages : passages.filter((passage) => !marks.some((mark) => replaces(mark, passage)));
}

/** How many weaker passages are offered where nothing reaches the threshold. */
export const WEAKER_OFFERED = 3;
/** In how many equal steps a threshold is lowered in search of weaker passages; the last step stays above 0. */
const STEPS = 10;

/**
 * The best passages below the threshold, best first, as a lower threshold would show them. Much weaker ones than the best are left out,
 * because a threshold that shows them would light most of the paper.
 */
export function weakerPassages(answer: Answer, view: View, marks: readonly Mark[]): readonly MarkedPassage[] {
  const highest = Math.min(answer.best(view), view.threshold);
  let found: readonly MarkedPassage[] = [];
  for (let step = STEPS; step > 0 && highest > 0 && found.length < WEAKER_OFFERED; step--) {
    const lower = { ...view, threshold: (highest * step) / STEPS };
    const below = markedPassages(answer, lower, marks).filter(
      ({ score, verdict }) => verdict === undefined && score < view.threshold && isSomething(score),
    );
    found = bestFirst(below).slice(0, WEAKER_OFFERED);
  }
  return found;
}

/** How far one step moves a threshold. Near 0, where most of a paper's scores lie, steps are smaller. */
export const STEP = 0.05;
const FINE_STEP = 0.01;

/**
 * The next lower threshold, in steps, at which more passages are shown than the reader sees now; undefined when there is none above 0.
 *
 * @param seen how many the reader sees now: those that are lit, or those that are offered where nothing is
 */
export function weakerThreshold(
  lit: readonly { readonly answer: Answer; readonly marks: readonly Mark[] }[],
  view: View,
  seen: number,
): number | undefined {
  const shownAt = (threshold: number): number =>
    lit.reduce((sum, { answer, marks }) => sum + markedPassages(answer, { ...view, threshold }, marks).length, 0);
  for (let lower = stepBelow(view.threshold); lower > 0; lower = stepBelow(lower)) {
    if (shownAt(lower) > seen) return lower;
  }
  return undefined;
}

function stepBelow(threshold: number): number {
  const step = threshold > STEP ? STEP : FINE_STEP;
  return Number(((Math.ceil(Number((threshold / step).toFixed(6))) - 1) * step).toFixed(2));
}

/** The pieces that the reader rejected, as passages, by place. */
export function rejectedPassages(answer: Answer, marks: readonly Mark[]): readonly MarkedPassage[] {
  return marks.filter(({ verdict }) => verdict === 'rejected').map((mark) => passageAt(answer, mark));
}

/** The marks and a new one, by place. The new one replaces those that it overlaps. */
export function withMark(marks: readonly Mark[], mark: Mark): readonly Mark[] {
  return [...withoutMarks(marks, mark), mark].sort((a, b) => a.start - b.start);
}

/** The marks without those that overlap a range, so that the engine's passages show there again. */
export function withoutMarks(marks: readonly Mark[], range: TextRange): readonly Mark[] {
  return marks.filter((mark) => mark.end <= range.start || mark.start >= range.end);
}

function replaces(mark: Mark, passage: TextRange): boolean {
  const overlap = Math.min(mark.end, passage.end) - Math.max(mark.start, passage.start);
  if (overlap <= 0) return false;
  return mark.verdict !== 'rejected' || overlap * 2 >= passage.end - passage.start;
}

/** A mark as a passage. Its score is the highest that the engine gave to any of its text, 0 when it gave none. */
function passageAt(answer: Answer, mark: Mark): MarkedPassage {
  const { start, end, verdict } = mark;
  const outline = answer.outline;
  const ranges = tornRanges(outline?.blocks ?? [], mark);
  const chunk = outline
    ? Math.max(
        0,
        countUpTo(
          outline.chunks.map((c) => c.start),
          start,
        ) - 1,
      )
    : 0;
  return {
    start,
    end,
    ...(ranges.length > 1 ? { ranges } : {}),
    verdict,
    score: answer.highestScore(start, end),
    text: textOfPieces(answer.text, ranges),
    section: outline ? sectionAt(outline, start) : [],
    chunk,
  };
}
