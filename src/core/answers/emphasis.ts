import type { BlockKind } from '../paper/types';
import type { Span } from '../spans/scores';
import { trimToGraphemes } from '../text/graphemes';
import { within } from '../text/pieces';
import { overlaps, type TextRange } from '../text/trim';
import type { Answer, Passage } from './answer';
import { passageSentences, type ScoredSentence } from './bestSentence';

/** Kinds of blocks whose other text gets a faint mark around a passage. */
const RUNNING: ReadonlySet<BlockKind> = new Set(['paragraph', 'quote', 'caption']);

/**
 * The parts of a passage that answer the question; they are marked strongly. Where the engine lights sentences or words, that is the whole
 * passage. Keyword matching lights whole blocks: there it is the sentences that reach the threshold, or the best one when none does.
 *
 * @returns ranges by place, in the text that was asked
 */
export function answeringRanges(answer: Answer, passage: Passage, threshold: number): TextRange[] {
  const whole = within(passage, passage.ranges);
  if (answer.scoresAt(passage.chunk)?.scores.kind !== 'blocks') return whole;
  const sentences = passageSentences(answer, passage);
  const best = Math.max(0, ...sentences.map(({ score }) => score));
  const level = Math.min(best, threshold);
  if (best === 0) return whole;
  return runsOf(sentences, level).flatMap((run) => within(run, passage.ranges));
}

/** Neighbouring sentences with at least this score, as one range each. */
function runsOf(sentences: readonly ScoredSentence[], level: number): TextRange[] {
  const runs: TextRange[] = [];
  let isOpen = false;
  for (const { start, end, score } of sentences) {
    const last = runs.at(-1);
    if (score < level) isOpen = false;
    else if (isOpen && last) runs[runs.length - 1] = { start: last.start, end };
    else {
      runs.push({ start, end });
      isOpen = true;
    }
  }
  return runs;
}

/**
 * The paragraph, list item or table row around a passage, as the engine read it. A token classifier reads whole chunks, so there the
 * outline tells the paragraph.
 *
 * @returns its pieces, in the text that was asked; those of the passage when there is no paragraph around it
 */
export function paragraphAround(answer: Answer, passage: Passage): readonly TextRange[] {
  const known = answer.scoresAt(passage.chunk);
  if (!known) return within(passage, passage.ranges);
  const { base, scores } = known;
  if (scores.kind === 'tokens') {
    const around = answer.outline?.blocks.find(
      ({ kind, start, end }) => RUNNING.has(kind) && start <= passage.start && passage.end <= end,
    );
    return around ? [around] : within(passage, passage.ranges);
  }
  const units: readonly Omit<Span, 'score'>[] = scores.kind === 'blocks' ? scores.ranges : scores.units;
  const unit = units.find(({ start, end }) => start + base <= passage.start && passage.end <= end + base);
  if (!unit) return within(passage, passage.ranges);
  return within(unit, unit.ranges).map(({ start, end }) => ({ start: start + base, end: end + base }));
}

/** Takes other ranges out of ranges, and white space off the ends of what is left. All offsets refer to `text`. */
export function withoutRanges(text: string, ranges: readonly TextRange[], others: readonly TextRange[]): TextRange[] {
  return ranges.flatMap((range) => {
    const left: TextRange[] = [];
    let from = range.start;
    for (const other of others.filter((one) => overlaps(one, range)).sort((a, b) => a.start - b.start)) {
      if (other.start > from) left.push({ start: from, end: other.start });
      from = Math.max(from, other.end);
    }
    if (from < range.end) left.push({ start: from, end: range.end });
    return left.flatMap(({ start, end }) => trimToGraphemes(text, start, end) ?? []);
  });
}
