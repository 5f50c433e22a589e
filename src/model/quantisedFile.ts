import type { Architecture } from './architecture';
import { quantisedEmbeddingNames, quantisedNames } from './graph/int8Weights';
import type { SafetensorsFile, TensorType } from './safetensors';

/** Number formats of a file with 8-bit weights and their scales. */
export const QUANTISED_TYPES = ['F32', 'I8'] as const;

/** Weights as `Int8Weights` reads them. */
export type QuantisedFile = SafetensorsFile<(typeof QUANTISED_TYPES)[number]>;

/** Whether a file has 8-bit weights. */
export function isQuantised({ tensors }: SafetensorsFile<TensorType>): boolean {
  return [...tensors.values()].some(({ type }) => type === 'I8');
}

/** Every tensor of an 8-bit model, with its shape. Vectors, small embeddings and everything after the last layer stay floats. */
export function quantisedPlan({
  tensors,
  quantised: { embeddings, maps },
}: Architecture): Map<string, readonly number[]> {
  const plan = new Map(tensors);
  for (const name of embeddings) {
    const shape = tensors.get(`${name}.weight`)!;
    const names = quantisedEmbeddingNames(name);
    plan.delete(`${name}.weight`);
    plan.set(names.weights, shape).set(names.scales, [shape[0]!, 1]);
  }
  for (const map of maps) {
    const names = quantisedNames(map);
    plan.delete(`${map.name}.weight`);
    plan.set(names.weights, [map.inputs, map.rows]).set(names.scales, [map.rows]);
  }
  return plan;
}
