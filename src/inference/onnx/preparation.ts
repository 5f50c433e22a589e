import type { ModernBertConfig } from '../../model/graph/config';
import { FloatWeights } from '../../model/graph/floatWeights';
import { Int8Weights } from '../../model/graph/int8Weights';
import type { Weights } from '../../model/graph/weights';
import type { SafetensorsFile } from '../../model/safetensors';
import { readModelFolder } from '../../model/modelFolder';
import { floatWeightsFile, int8File, int8WeightsFile, preparedFolderOf } from '../../model/prepared';
import { readComparison } from './comparisons';
import type { OnnxSpec } from '../protocol';
import { loadRuntime } from './runtime';
import { largestWeight } from './saturation';

/** A model whose weights are there in the precision that was asked for. */
export interface PreparedModel {
  readonly config: ModernBertConfig;
  readonly weights: Weights;
  /** The file that the weights lie in. */
  readonly file: string;
}

/** What a model is on this machine, before anything is made of it. */
export interface Plan {
  readonly config: ModernBertConfig;
  /** The weights as they were published. */
  readonly weights: SafetensorsFile;
  /** The folder for what is made from these weights. */
  readonly prepared: string;
  /** The largest whole number of the weights, where those of 8 bits are taken; undefined for floats. */
  readonly largest: number | undefined;
}

/**
 * Decides what runs; of the weights only the header is read.
 *
 * @throws ModelFileError
 */
export async function planOf(spec: OnnxSpec): Promise<Plan> {
  const { config, weights } = await readModelFolder(spec.folder);
  const prepared = await preparedFolderOf(spec.preparedFolder, weights, config);
  if (spec.precision === 'fp32') return { config, weights, prepared, largest: undefined };
  const largest = await largestWeight(await loadRuntime(spec.threads));
  const isAccepted = spec.precision === 'int8' || (await readComparison(int8File(prepared, largest)))?.accepted;
  return { config, weights, prepared, largest: isAccepted ? largest : undefined };
}

/**
 * Makes files from a model's weights where the precision asks for them and they are not there yet.
 *
 * @throws ModelFileError
 */
export async function prepare(spec: OnnxSpec): Promise<PreparedModel> {
  const { config, weights, prepared, largest } = await planOf(spec);
  if (largest !== undefined) {
    const whole = await int8WeightsFile(prepared, weights, config, largest);
    return { config, weights: new Int8Weights(whole), file: whole.path };
  }
  const floats = await floatWeightsFile(prepared, weights);
  return { config, weights: new FloatWeights(floats), file: floats.path };
}

/** The file of 8 bits that belongs to a model on this processor, which need not be there. */
export async function int8FileOf(spec: OnnxSpec): Promise<string> {
  const { config, weights } = await readModelFolder(spec.folder);
  const prepared = await preparedFolderOf(spec.preparedFolder, weights, config);
  return int8File(prepared, await largestWeight(await loadRuntime(spec.threads)));
}
