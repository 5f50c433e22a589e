import type { TokenScores } from '../spans/scores';
import { deriveSpans, type SpanOptions } from '../spans/spans';
import { countRow } from './counts';
import { metricsOf } from './metrics';

/** Two scorings of the tokens of one text. */
export interface ScoredTwice {
  readonly text: string;
  readonly first: TokenScores;
  readonly second: TokenScores;
}

/** How far two scorings of the same texts agree. */
export interface Agreement {
  /** UTF-16 code units that were compared. */
  readonly characters: number;
  /** Share of the code units that both put on the same side of the threshold; 1 when there is no text. */
  readonly sameSide: number;
  /** F1 of the second's spans against the first's, paired at an intersection over union of 0.5 or more; 1 when neither has any. */
  readonly spanF1: number;
  /** The largest difference in a token's probability. */
  readonly largestDifference: number;
}

/**
 * Compares scorings of the same tokens.
 *
 * @throws RangeError when the tokens differ
 */
export function agreementOf(texts: readonly ScoredTwice[], options: SpanOptions): Agreement {
  let characters = 0;
  let same = 0;
  let largestDifference = 0;
  const rows = texts.map(({ text, first, second }) => {
    const [a, b] = [litUnits(text, first, options.threshold), litUnits(text, second, options.threshold)];
    characters += text.length;
    same += a.reduce((count, lit, unit) => count + (lit === b[unit] ? 1 : 0), 0);
    largestDifference = Math.max(largestDifference, largestDifferenceOf(first, second));
    const [gold, spans] = [deriveSpans(first, text, options), deriveSpans(second, text, options)];
    return countRow({ query: '', chunk: text, gold }, { spans, latency: 0 });
  });
  const hasSpans = rows.some(({ predicted, gold }) => predicted + gold > 0);
  return {
    characters,
    sameSide: characters === 0 ? 1 : same / characters,
    spanF1: hasSpans ? metricsOf(rows)['iou_f1@0.5']! : 1,
    largestDifference,
  };
}

/** For each code unit, 1 if a token that covers it reaches the threshold. */
function litUnits(text: string, { windows }: TokenScores, threshold: number): Uint8Array {
  const lit = new Uint8Array(text.length);
  for (const { starts, ends, probabilities } of windows) {
    probabilities.forEach((probability, token) => {
      if (probability >= threshold) lit.fill(1, starts[token], ends[token]);
    });
  }
  return lit;
}

function largestDifferenceOf(first: TokenScores, second: TokenScores): number {
  const [a, b] = [first, second].map(({ windows }) => windows.map(({ probabilities }) => probabilities));
  if (a!.map(({ length }) => length).join() !== b!.map(({ length }) => length).join()) {
    throw new RangeError('the scorings are not of the same tokens');
  }
  const differences = a!.map((window, at) =>
    window.reduce((largest, value, token) => Math.max(largest, Math.abs(value - b![at]![token]!)), 0),
  );
  return Math.max(0, ...differences);
}
