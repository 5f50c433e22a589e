import { expect, it } from 'vitest';
import { prepare } from '../../../../src/inference/onnx/preparation';
import { loadRuntime } from '../../../../src/inference/onnx/runtime';
import { INPUTS, OUTPUT } from '../../../../src/model/graph/weights';
import {
  largestDifference,
  modelFolder,
  modelNames,
  sequencesOf,
  specOf,
  temporaryFolder,
  TOLERANCE,
} from './fixtures';

it.each(modelNames)("the graph that is made for a GPU computes PyTorch's logits: %s, here on the CPU", async (name) => {
  const runtime = await loadRuntime(1);
  const spec = specOf(modelFolder(name), await temporaryFolder(), 'int8');
  const { architecture, weights, file } = await prepare(spec, 'gpu');
  const session = await runtime.createSession(architecture.build(weights, 'gpu'), 1, file);
  const tensor = (numbers: readonly number[], shape: readonly number[]) =>
    new runtime.Tensor('int64', BigInt64Array.from(numbers, BigInt), shape);
  const differences: string[] = [];
  for (const { ids, types, logits } of sequencesOf(name)) {
    const { length } = ids;
    const feeds = { ids: tensor(ids, [1, length]), types: tensor(types, [1, length]), lengths: tensor([length], [1]) };
    const results = await session.run(
      Object.fromEntries(architecture.inputs.map((input) => [INPUTS[input], feeds[input]])),
    );
    const difference = largestDifference(results[OUTPUT]!.data as Float32Array, logits);
    if (!(difference < TOLERANCE)) differences.push(`${length} tokens: ${difference}`);
  }
  await session.release();
  // Also at 8 bits: a GPU computes with the floats of the weights.
  expect(differences).toEqual([]);
});
