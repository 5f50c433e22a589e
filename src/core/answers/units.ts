import { type Unit, unitsOf } from '../paper/units';
import { pieces, type Span, bestFirst } from '../spans/scores';
import { trimToGraphemes } from '../text/graphemes';
import { countUpTo } from '../text/lines';
import { textOfPieces } from '../text/pieces';
import type { Answer } from './answer';
import { resultSpans, type ResultSpan } from './result';

/** A unit of the paper with its score, as a reader sees it; offsets are UTF-16 code units of the text that was asked. */
export interface RankedUnit extends Span {
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
  const ranges = units
    .flatMap(({ start, end, ranges: torn = [{ start, end }] }, at) => torn.map((range) => ({ ...range, at })))
    .sort((a, b) => a.start - b.start);
  const ends = ranges.map(({ end }) => end);
  const highest = new Map<number, number>();
  for (const [index, scores] of answer.scoredChunks()) {
    const base = answer.outline?.chunks[index]?.start ?? 0;
    for (const { start, end, score } of pieces(scores)) {
      // The first range that ends behind the piece's start, and all others that begin before its end.
      for (let next = countUpTo(ends, base + start); next < ranges.length && ranges[next]!.start < base + end; next++) {
        const { at } = ranges[next]!;
        highest.set(at, Math.max(highest.get(at) ?? 0, score));
      }
    }
  }
  const ranked = [...highest].flatMap(([at, score]): RankedUnit[] => {
    const { start, end, ranges: torn, section } = units[at]!;
    const shown = (torn ?? [{ start, end }])
      .map((range) => trimToGraphemes(answer.text, range.start, range.end))
      .filter((range) => range !== undefined);
    const [first, last] = [shown[0], shown.at(-1)];
    if (!first || !last) return [];
    const text = textOfPieces(answer.text, shown);
    const whole = { start: first.start, end: last.end, score, text, section };
    return [shown.length > 1 ? { ...whole, ranges: shown } : whole];
  });
  return bestFirst(ranked);
}

/** The best units of the paper in the form of the command line's `--json`. */
export function unitResults(answer: Answer, count: number): ResultSpan[] {
  if (!answer.outline) return [];
  return resultSpans(answer, rankedUnits(answer, unitsOf(answer.text, answer.outline)).slice(0, count));
}
