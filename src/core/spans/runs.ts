import { MAX_UNIT_CHARS } from '../paper/units';
import { within } from '../text/pieces';
import type { TextRange } from '../text/trim';
import { joinRanges } from './join';
import type { ScoredRange, SentenceUnit, Span } from './scores';

/**
 * The spans of one unit: runs of neighbouring sentences that reach the threshold, each with its largest score. Runs shorter than
 * `minSpanChars` are dropped. Runs longer than a unit may be are cut between sentences.
 *
 * @param text the text that the offsets refer to
 * @param minSpanChars in code points
 */
export function sentenceSpans(unit: SentenceUnit, text: string, threshold: number, minSpanChars: number): Span[] {
  return runsOf(unit.sentences, threshold)
    .filter((run) => joinRanges([spanOver(run)], text, minSpanChars, 0).length > 0)
    .flatMap(cut)
    .flatMap((run) => withPieces(spanOver(run), unit.ranges));
}

type Run = readonly ScoredRange[];

function runsOf(sentences: Run, threshold: number): Run[] {
  const runs: ScoredRange[][] = [];
  let open: ScoredRange[] | undefined;
  for (const sentence of sentences) {
    if (sentence.score < threshold) {
      open = undefined;
    } else if (open) {
      open.push(sentence);
    } else {
      open = [sentence];
      runs.push(open);
    }
  }
  return runs;
}

function cut(run: Run): Run[] {
  const parts: ScoredRange[][] = [];
  for (const sentence of run) {
    const last = parts.at(-1);
    if (last && sentence.end - last[0]!.start <= MAX_UNIT_CHARS) last.push(sentence);
    else parts.push([sentence]);
  }
  return parts;
}

function spanOver(run: Run): ScoredRange {
  const score = run.reduce((largest, sentence) => Math.max(largest, sentence.score), 0);
  return { start: run[0]!.start, end: run.at(-1)!.end, score };
}

function withPieces(span: ScoredRange, pieces: readonly TextRange[] | undefined): Span[] {
  const ranges = within(span, pieces);
  const [first, last] = [ranges[0], ranges.at(-1)];
  if (!first || !last) return [];
  const whole = { start: first.start, end: last.end, score: span.score };
  return [ranges.length > 1 ? { ...whole, ranges } : whole];
}
