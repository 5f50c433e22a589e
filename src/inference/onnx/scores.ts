import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { SCORES_FOLDER } from '../../model/preparedFile';
import type { OnnxSpec } from '../protocol';
import { ScoreCache } from '../scoreCache';
import { loadError } from './loadError';
import { deviceState } from './device';
import type { Gpu } from './gpu';
import { planOf } from './preparation';

/**
 * The kept scores of a model, beside the other files made from it. They depend on the state of its weights and tokenizer and on the
 * precision and device that run, so that scores of another state are never used.
 *
 * @throws KnownError when there is no such model
 */
export async function scoreCacheOf(spec: OnnxSpec, gpu?: Gpu): Promise<ScoreCache> {
  try {
    const { architecture, weights, prepared, largest } = await planOf(spec);
    const tokenizer = await stat(join(spec.folder, 'tokenizer.json')).catch(() => undefined);
    const precision = largest ?? (weights.form === 'floats' ? 'fp32' : 'int8');
    const device = gpu ? (await deviceState(spec, gpu)).device : 'cpu';
    const state = [weights.file.path, basename(prepared), precision, tokenizer?.size, tokenizer?.mtimeMs];
    if (device === 'gpu') state.push(device);
    const warn = (message: string): void => void process.stderr.write(`${message}\n`);
    const scores = join(spec.preparedFolder, SCORES_FOLDER);
    return new ScoreCache(scores, spec.folder, JSON.stringify(state), architecture.reading, warn);
  } catch (error) {
    throw loadError(error);
  }
}
