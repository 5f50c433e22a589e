import { sentence } from '../core/text/sentence';
import { KnownError } from '../core/errors/knownError';

/**
 * The probability that a token is evidence: the sum of the softmax over the labels 1 and up.
 *
 * @param logits [tokens, labels], row by row
 * @param first index of the first token to read
 * @param count number of tokens to read
 * @throws KnownError `damagedModel` when the model computes NaN
 */
export function evidenceProbabilities(
  logits: Float32Array,
  labels: number,
  first: number,
  count: number,
): Float32Array {
  const probabilities = new Float32Array(count);
  for (let token = 0; token < count; token++) {
    const row = logits.subarray((first + token) * labels, (first + token + 1) * labels);
    const largest = Math.max(...row);
    const outside = Math.exp(row[0]! - largest);
    let evidence = 0;
    for (const logit of row.subarray(1)) evidence += Math.exp(logit - largest);
    const probability = evidence / (evidence + outside);
    if (Number.isNaN(probability)) {
      throw new KnownError(
        'damagedModel',
        sentence`This model returns no valid scores, so its weights must be damaged: get a new copy of the model.`,
      );
    }
    probabilities[token] = probability;
  }
  return probabilities;
}
