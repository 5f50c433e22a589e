import type { Architecture } from './architecture';
import { quantisedEmbeddingNames, quantisedNames } from './graph/int8Weights';
import type { SafetensorsFile, TensorType } from './safetensors';

/** The number formats of weights of 8 bits with their scales. */
export const QUANTISED_TYPES = ['F32', 'I8'] as const;

/** Weights as `Int8Weights` reads them. */
export type QuantisedFile = SafetensorsFile<(typeof QUANTISED_TYPES)[number]>;

/** Whether a file has weights of 8 bits. */
export function isQuantised({ tensors }: SafetensorsFile<TensorType>): boolean {
  return [...tensors.values()].some(({ type }) => type === 'I8');
}

/** Every tensor of a model in 8 bits, with its shape. What comes after the last layer, vectors and small embeddings stay floats. */
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
