import { overlaps, type TextRange } from '../text/trim';
import type { ScoredRange, TokenWindow } from './scores';

/**
 * The raw ranges of one window: runs of consecutive tokens whose probability reaches the threshold. A range goes from the start of the
 * first token to the end of the last, and its score is the largest probability. A token without text ends a run (the reference's rule).
 */
export function rawRanges(window: TokenWindow, threshold: number): ScoredRange[] {
  const ranges: ScoredRange[] = [];
  let open: { start: number; end: number; score: number } | undefined;
  for (let token = 0; token < window.starts.length; token++) {
    const start = window.starts[token]!;
    const end = window.ends[token]!;
    const score = window.probabilities[token]!;
    if (score < threshold || start >= end) {
      open = undefined;
    } else if (open) {
      open.end = end;
      open.score = Math.max(open.score, score);
    } else {
      open = { start, end, score };
      ranges.push(open);
    }
  }
  return ranges;
}

/**
 * The reference's post-processing, in its order. Sort by (start, end, score). Join while the gap is at most `mergeGapChars`, keeping the
 * larger end and the larger score. Then drop ranges shorter than `minSpanChars`. CR LF counts as one character, as in the LF text that
 * models read.
 *
 * @param ranges in UTF-16 code units of `text`
 * @param minSpanChars in code points
 * @param mergeGapChars in code points; a negative value means that ranges must overlap by so many to be joined
 * @param apart parts of the text across which nothing is joined
 */
export function joinRanges(
  ranges: readonly ScoredRange[],
  text: string,
  minSpanChars: number,
  mergeGapChars: number,
  apart: readonly TextRange[] = [],
): ScoredRange[] {
  const sorted = [...ranges].sort((a, b) => a.start - b.start || a.end - b.end || a.score - b.score);
  const isJoined = ({ end }: TextRange, { start }: TextRange): boolean =>
    gapBetween(text, end, start, mergeGapChars) <= mergeGapChars &&
    !apart.some((part) => overlaps(part, { start: end, end: start }));
  const joined: { start: number; end: number; score: number }[] = [];
  for (const range of sorted) {
    const last = joined.at(-1);
    if (last && isJoined(last, range)) {
      last.end = Math.max(last.end, range.end);
      last.score = Math.max(last.score, range.score);
    } else {
      joined.push({ ...range });
    }
  }
  return joined.filter(({ start, end }) => codePointsUpTo(text, start, end, minSpanChars) >= minSpanChars);
}

/** Code points between the end of a range and the start of the next; negative when they overlap. Counting stops just above `limit`. */
function gapBetween(text: string, end: number, start: number, limit: number): number {
  const most = Math.abs(limit) + 1;
  return start >= end ? codePointsUpTo(text, end, start, most) : -codePointsUpTo(text, start, end, most);
}

/** Counts the code points of a range, up to `limit`, so that long spans cost no more than short ones. */
function codePointsUpTo(text: string, start: number, end: number, limit: number): number {
  let count = 0;
  for (let at = start; at < end && count < limit; count++) at += isTwoUnitsAt(text, at) ? 2 : 1;
  return count;
}

function isTwoUnitsAt(text: string, at: number): boolean {
  return text.codePointAt(at)! > 0xffff || text.startsWith('\r\n', at);
}
