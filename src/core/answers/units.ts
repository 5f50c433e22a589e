import { type Unit, unitsOf } from '../paper/units';
import { pieces, type Span, bestFirst } from '../spans/scores';
import { trimToGraphemes } from '../text/graphemes';
import type { FileText } from '../paper/fileText';
import { countUpTo } from '../text/lines';
import { textOfPieces } from '../text/pieces';
import type { Answer } from './answer';
import { resultSpans, type ResultSpan } from './result';

/** A unit of the paper with its score, as a reader sees it. Offsets are UTF-16 code units of the text that was asked. */
export interface RankedUnit extends Span {
  readonly text: string;
  /** The heading path, outermost first. */
  readonly section: readonly string[];
}

/**
 * The units with a score, best first; ties in text order. A unit's score is the largest score of any text in it. It ignores the threshold,
 * minimum length and joining of a view, so that ranks are comparable between engines that light blocks, sentences or single words.
 *
 * @param units of the text that was asked, in text order; hidden parts of a paper have none
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
      // Starts at the first range that ends after the piece's start, and stops at the piece's end.
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

/** The best units of the paper as the command line's `--json` writes them, with their places in its file. */
export function unitResults(answer: Answer, count: number, file: FileText): ResultSpan[] {
  if (!answer.outline) return [];
  return resultSpans(rankedUnits(answer, unitsOf(answer.text, answer.outline)).slice(0, count), file);
}
