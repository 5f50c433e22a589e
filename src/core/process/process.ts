import { joinRanges, rawRanges } from '../spans/join';
import type { ScoredRange, TokenWindow } from '../spans/scores';
import { withLineFeeds } from '../text/lines';
import { splitMetricSentences } from './sentences';
import type { ProcessOptions, ProcessResult, ProcessSpan } from './types';

/**
 * The part of the reference's `process()` after the model: turns probabilities into spans, and into sentences when asked for.
 *
 * @param windows the context tokens of each window, offsets in UTF-16 code units of the context
 */
export function processTokens(
  context: string,
  windows: readonly TokenWindow[],
  options: ProcessOptions,
): Pick<ProcessResult, 'spans' | 'sentences'> {
  const { threshold, min_span_chars, merge_gap_chars, return_sentence_metrics } = options;
  const raw = windows.flatMap((window) => rawRanges(window, threshold));
  const spans = joinRanges(raw, context, min_span_chars, merge_gap_chars).map((range) => withText(context, range));
  if (!return_sentence_metrics) return { spans };
  return { spans, sentences: scoreSentences(context, windows, threshold).map((range) => withText(context, range)) };
}

/**
 * A sentence's score is the mean over its characters of the largest p >= threshold of any token there; a character without one counts 0.
 * Sentences are split in the text with LF line ends.
 */
function scoreSentences(context: string, windows: readonly TokenWindow[], threshold: number): ScoredRange[] {
  const largest = largestByUnit(context.length, windows, threshold);
  const { text, toOriginal } = withLineFeeds(context);
  return splitMetricSentences(text).map(({ start, end }) => {
    let sum = 0;
    let characters = 0;
    for (let at = start; at < end; at += text.codePointAt(at)! > 0xffff ? 2 : 1) {
      sum += largest[toOriginal(at)]!;
      characters++;
    }
    return { start: toOriginal(start), end: toOriginal(end), score: sum / characters };
  });
}

/** For each code unit the largest probability of the tokens that cover it; probabilities below the threshold count as 0. */
function largestByUnit(length: number, windows: readonly TokenWindow[], threshold: number): Float32Array {
  const largest = new Float32Array(length);
  for (const { starts, ends, probabilities } of windows) {
    probabilities.forEach((probability, token) => {
      if (probability < threshold) return;
      for (let unit = starts[token]!; unit < ends[token]!; unit++) {
        if (largest[unit]! < probability) largest[unit] = probability;
      }
    });
  }
  return largest;
}

function withText(context: string, range: ScoredRange): ProcessSpan {
  return { start: range.start, end: range.end, text: context.slice(range.start, range.end), score: range.score };
}
