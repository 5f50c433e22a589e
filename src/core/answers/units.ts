import { type Unit, unitsOf } from '../paper/units';
import { pieces, type ScoredRange } from '../spans/scores';
import { trimToGraphemes } from '../text/graphemes';
import { countUpTo, lineOf } from '../text/lines';
import type { Answer } from './answer';
import { bestFirst } from './order';
import type { ResultSpan } from './result';

/** A unit of the paper with its score, as a reader sees it; offsets are UTF-16 code units of the text that was asked. */
export interface RankedUnit extends ScoredRange {
  readonly text: string;
  /** The heading path, outermost first. */
  readonly section: readonly string[];
}

/**
 * The units that an engine gave any score, best first, equal ones by place. A unit's score is the largest of any text in it, whatever a view's
 * threshold, minimum length and joining are: so the ranks of engines that light blocks, sentences or single words can be compared.
 *
 * @param units those of the text that was asked, by place; hidden parts of a paper have none
 */
export function rankedUnits(answer: Answer, units: readonly Unit[]): RankedUnit[] {
  const ends = units.map(({ end }) => end);
  const highest = new Map<number, number>();
  for (const [index, scores] of answer.scoredChunks()) {
    const base = answer.outline?.chunks[index]?.start ?? 0;
    for (const { start, end, score } of pieces(scores)) {
      // The first unit that ends behind the piece's start, and all others that begin before its end.
      for (let at = countUpTo(ends, base + start); at < units.length && units[at]!.start < base + end; at++) {
        highest.set(at, Math.max(highest.get(at) ?? 0, score));
      }
    }
  }
  const ranked = [...highest].flatMap(([at, score]): RankedUnit[] => {
    const unit = units[at]!;
    const range = trimToGraphemes(answer.text, unit.start, unit.end);
    if (!range) return [];
    return [{ ...range, score, text: answer.text.slice(range.start, range.end), section: unit.section }];
  });
  return bestFirst(ranked);
}

/** The best units of the paper in the form of the command line's `--json`. */
export function unitResults(answer: Answer, count: number): ResultSpan[] {
  if (!answer.outline) return [];
  const lines = lineOf(answer.text);
  return rankedUnits(answer, unitsOf(answer.text, answer.outline))
    .slice(0, count)
    .map(({ start, end, score, text, section }) => ({ start, end, score, text, line: lines(start), section }));
}
