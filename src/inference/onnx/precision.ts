import { sentence } from '../../core/text/sentence';
import { type Agreement, agreementOf } from '../../core/metrics/agreement';
import type { TokenScores } from '../../core/spans/scores';
import { DEFAULT_SPAN_OPTIONS } from '../../core/spans/spans';
import { loadReader } from './engine';
import { keepComparison, readComparison, int8FileOf } from './preparation';
import type { OnnxSpec, Passage, Precision, PrecisionComparison } from '../protocol';
import { KnownError } from '../../core/errors/knownError';

/** `auto` uses 8 bits when at least this share of the text is on the same side of the threshold as with floats. */
export const LEAST_AGREEMENT = 0.98;

export type ScorePassages = (precision: Precision, passages: readonly Passage[]) => Promise<TokenScores[]>;

/**
 * Compares 8-bit weights with floats on this machine, using the model's own weights. The cost of rounding cannot be known otherwise.
 *
 * @param score called for one precision after the other, so that only one model is in memory
 */
export async function comparePrecisions(
  passages: readonly Passage[],
  score: ScorePassages,
): Promise<PrecisionComparison> {
  const floats = await score('fp32', passages);
  const whole = await score('int8', passages);
  const scored = passages.map(({ text }, at) => ({ text, first: floats[at]!, second: whole[at]! }));
  const agreement: Agreement = agreementOf(scored, DEFAULT_SPAN_OPTIONS);
  return { ...agreement, threshold: DEFAULT_SPAN_OPTIONS.threshold, accepted: agreement.sameSide >= LEAST_AGREEMENT };
}

/**
 * Compares the precisions of a model and keeps the result with the model. From then on, `auto` follows it.
 *
 * @throws KnownError when the model cannot be loaded
 */
export async function compareModel(
  spec: OnnxSpec,
  passages: readonly Passage[],
  signal: AbortSignal,
): Promise<PrecisionComparison> {
  const file = await int8FileOf(spec);
  if (file === undefined) {
    throw new KnownError(
      'badModel',
      sentence`This model was published with 8 bits only, so there are no floats to compare with.`,
    );
  }
  const comparison = await comparePrecisions(passages, passageScorer(spec, signal));
  await keepComparison(file, comparison);
  return comparison;
}

/** The comparison kept with a model; undefined when there is none for the current state of its weights. */
export async function keptComparison(spec: OnnxSpec): Promise<PrecisionComparison | undefined> {
  const file = await int8FileOf(spec);
  return file === undefined ? undefined : readComparison(file);
}

/** Scores the tokens of passages with a model that is freed afterwards. */
function passageScorer(spec: OnnxSpec, signal: AbortSignal): ScorePassages {
  return async (precision, passages) => {
    const reader = await loadReader({ ...spec, precision });
    try {
      return await reader.scorePassages(passages, signal);
    } finally {
      await reader.dispose();
    }
  };
}
