import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { SCORES_FOLDER } from '../../model/preparedNames';
import type { OnnxSpec } from '../protocol';
import { ScoreCache } from '../scoreCache';
import { loadError } from './loadError';
import { planOf } from './preparation';

/**
 * The kept scores of a model, beside the other files made from it. They depend on the state of its weights and tokenizer and on the
 * precision that runs, so that scores of another state are never used.
 *
 * @throws KnownError when there is no such model
 */
export async function scoreCacheOf(spec: OnnxSpec): Promise<ScoreCache> {
  try {
    const { architecture, weights, prepared, largest } = await planOf(spec);
    const tokenizer = await stat(join(spec.folder, 'tokenizer.json')).catch(() => undefined);
    const precision = largest ?? (weights.form === 'floats' ? 'fp32' : 'int8');
    const state = [weights.file.path, basename(prepared), precision, tokenizer?.size, tokenizer?.mtimeMs];
    const warn = (message: string): void => void process.stderr.write(`${message}\n`);
    const scores = join(spec.preparedFolder, SCORES_FOLDER);
    return new ScoreCache(scores, spec.folder, JSON.stringify(state), architecture.reading, warn);
  } catch (error) {
    throw loadError(error);
  }
}
