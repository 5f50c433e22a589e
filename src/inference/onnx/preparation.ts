import * as path from 'node:path';
import * as v from 'valibot';
import { readJson, writeWhole } from '../../node/files';
import { COMPARISON } from '../messages';
import type { PrecisionComparison, OnnxSpec } from '../protocol';
import type { Architecture } from '../../model/architecture';
import { FloatWeights } from '../../model/graph/floatWeights';
import { DequantisedWeights } from '../../model/graph/dequantisedWeights';
import { Int8Weights } from '../../model/graph/int8Weights';
import type { GraphTarget } from '../../model/graph/target';
import type { Weights } from '../../model/graph/weights';
import { type ModelFolder, readModelFolder } from '../../model/modelFolder';
import { floatFile, floatWeightsFile, int8File, int8WeightsFile, preparedFolderOf } from '../../model/prepared';
import { forgetIfChanged } from '../../model/preparedFile';
import { loadRuntime } from './runtime';
import { largestWeight } from './saturation';

/** A model with its weights in the requested precision. */
export interface PreparedModel {
  readonly architecture: Architecture;
  readonly weights: Weights;
  /** The file that holds the weights. */
  readonly file: string;
}

/** How a model runs on this machine, before any file is made from it. */
export interface Plan extends ModelFolder {
  /** The folder for files made from these weights. */
  readonly prepared: string;
  /** The largest integer of the weights, when 8-bit weights are made; undefined for weights that run as floats or as published. */
  readonly largest: number | undefined;
}

/**
 * Decides what runs. Of the weights only the header is read. A model that was published in 8 bits always runs in 8 bits.
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
 * Makes files from a model's weights if the precision needs them and they do not exist yet.
 *
 * @param target what a graph with these weights is made for; for a GPU they are floats whatever the precision
 * @throws KnownError
 */
export async function prepare(spec: OnnxSpec, target: GraphTarget): Promise<PreparedModel> {
  // A GPU has nothing to gain from 8 bits, for which it has no operators.
  const { architecture, weights, prepared, largest } = await planOf(
    target === 'gpu' ? { ...spec, precision: 'fp32' } : spec,
  );
  if (weights.form === 'int8') {
    const { file } = weights;
    return {
      architecture,
      weights: target === 'gpu' ? new DequantisedWeights(file) : new Int8Weights(file),
      file: file.path,
    };
  }
  if (largest !== undefined) {
    const whole = await int8WeightsFile(prepared, weights.file, architecture, largest);
    return { architecture, weights: new Int8Weights(whole), file: whole.path };
  }
  const floats = await floatWeightsFile(prepared, weights.file);
  return { architecture, weights: new FloatWeights(floats), file: floats.path };
}

/**
 * Called when a model computes NaN. Checks whether the file made from its weights has changed; if so, the next `prepare` makes it again.
 *
 * @returns whether it had changed
 */
export async function forgetDamaged(spec: OnnxSpec): Promise<boolean> {
  const { weights, prepared, largest } = await planOf(spec);
  if (weights.form === 'int8') return false;
  return await forgetIfChanged(largest === undefined ? floatFile(prepared) : int8File(prepared, largest));
}

/** The 8-bit file for a model on this processor; it need not exist. Undefined for a model that was published in 8 bits. */
export async function int8FileOf(spec: OnnxSpec): Promise<string | undefined> {
  const { architecture, weights } = await readModelFolder(spec.folder);
  if (weights.form === 'int8') return undefined;
  const prepared = await preparedFolderOf(spec.preparedFolder, weights.file, architecture);
  return int8File(prepared, await largestWeight(await loadRuntime(spec.threads)));
}

/** The comparison kept beside an 8-bit file; undefined when there is none. */
export async function readComparison(weightsFile: string): Promise<PrecisionComparison | undefined> {
  const value = await readJson(comparisonFile(weightsFile));
  return v.is(COMPARISON, value) ? value : undefined;
}

/** Keeps a comparison beside its 8-bit file. */
export function keepComparison(weightsFile: string, comparison: PrecisionComparison): Promise<void> {
  return writeWhole(comparisonFile(weightsFile), `${JSON.stringify(comparison, undefined, 2)}\n`);
}

function comparisonFile(weightsFile: string): string {
  const { dir, name } = path.parse(weightsFile);
  return path.join(dir, `${name}.comparison.json`);
}
