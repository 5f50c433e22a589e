import type { Architecture } from '../../model/architecture';
import { FloatWeights } from '../../model/graph/floatWeights';
import { Int8Weights } from '../../model/graph/int8Weights';
import type { Weights } from '../../model/graph/weights';
import { type ModelFolder, readModelFolder } from '../../model/modelFolder';
import { floatFile, floatWeightsFile, int8File, int8WeightsFile, preparedFolderOf } from '../../model/prepared';
import { forgetIfChanged } from '../../model/preparedFile';
import { readComparison } from './comparisons';
import type { OnnxSpec } from '../protocol';
import { loadRuntime } from './runtime';
import { largestWeight } from './saturation';

/** A model whose weights are there in the precision that was asked for. */
export interface PreparedModel {
  readonly architecture: Architecture;
  readonly weights: Weights;
  /** The file that the weights lie in. */
  readonly file: string;
}

/** What a model is on this machine, before anything is made of it. */
export interface Plan extends ModelFolder {
  /** The folder for what is made from these weights. */
  readonly prepared: string;
  /** The largest whole number of the weights, where those of 8 bits are made; undefined for weights that run as they were published. */
  readonly largest: number | undefined;
}

/**
 * Decides what runs; of the weights only the header is read. A model that was published in 8 bits runs so, whatever is asked for.
 *
 * @throws KnownError
 */
export async function planOf(spec: OnnxSpec): Promise<Plan> {
  const model = await readModelFolder(spec.folder);
  const prepared = await preparedFolderOf(spec.preparedFolder, model.weights.file, model.architecture);
  if (spec.precision === 'fp32' || model.weights.form === 'int8') return { ...model, prepared, largest: undefined };
  const largest = await largestWeight(await loadRuntime(spec.threads));
  const isAccepted = spec.precision === 'int8' || (await readComparison(int8File(prepared, largest)))?.accepted;
  return { ...model, prepared, largest: isAccepted ? largest : undefined };
}

/**
 * Makes files from a model's weights where the precision asks for them and they are not there yet.
 *
 * @throws KnownError
 */
export async function prepare(spec: OnnxSpec): Promise<PreparedModel> {
  const { architecture, weights, prepared, largest } = await planOf(spec);
  if (weights.form === 'int8') {
    return { architecture, weights: new Int8Weights(weights.file), file: weights.file.path };
  }
  if (largest !== undefined) {
    const whole = await int8WeightsFile(prepared, weights.file, architecture, largest);
    return { architecture, weights: new Int8Weights(whole), file: whole.path };
  }
  const floats = await floatWeightsFile(prepared, weights.file);
  return { architecture, weights: new FloatWeights(floats), file: floats.path };
}

/**
 * Looks whether what was made from a model's weights is still that, where its answers are no numbers; if not, it is made again by the next
 * `prepare`.
 */
export async function forgetDamaged(spec: OnnxSpec): Promise<boolean> {
  const { weights, prepared, largest } = await planOf(spec);
  if (weights.form === 'int8') return false;
  return await forgetIfChanged(largest === undefined ? floatFile(prepared) : int8File(prepared, largest));
}

/** The file of 8 bits that belongs to a model on this processor, which need not be there; undefined for one that was published so. */
export async function int8FileOf(spec: OnnxSpec): Promise<string | undefined> {
  const { architecture, weights } = await readModelFolder(spec.folder);
  if (weights.form === 'int8') return undefined;
  const prepared = await preparedFolderOf(spec.preparedFolder, weights.file, architecture);
  return int8File(prepared, await largestWeight(await loadRuntime(spec.threads)));
}
