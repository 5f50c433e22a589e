import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TokenClassifier } from '../../../../src/inference/onnx/classifier';
import { evidenceProbabilities } from '../../../../src/inference/probabilities';
import { loadRuntime } from '../../../../src/inference/onnx/runtime';
import { largestWeight } from '../../../../src/inference/onnx/saturation';
import { OnnxGraph } from '../../../../src/model/graph/onnxGraph';
import { modelFolder, modelNames, run, sequencesOf, specOf, temporaryFolder } from './fixtures';

/**
 * How much rounding to 8 bits may change the probabilities of the tiny random models: at most 0.10, and 0.010 on average, with the 7 bits
 * of processors without VNNI. A wrong scale or order of weights gives 0.2 and more on average.
 */
const LARGEST_DIFFERENCE = 0.15;
const MEAN_DIFFERENCE = 0.015;

describe.each(modelNames)('the model %s in 8 bits', (name) => {
  it("probabilities in 8 bits are near PyTorch's", async () => {
    const prepared = await temporaryFolder();
    const classifier = await TokenClassifier.load(specOf(modelFolder(name), prepared, 'int8'));
    const differences: number[] = [];
    for (const sequence of sequencesOf(name).slice(0, 9)) {
      const { ids, logits } = sequence;
      const actual = evidenceProbabilities(await run(classifier, sequence), classifier.labels, 0, ids.length);
      const expected = evidenceProbabilities(logits, classifier.labels, 0, ids.length);
      actual.forEach((probability, token) => differences.push(Math.abs(probability - expected[token]!)));
    }
    await classifier.dispose();
    expect(differences.length).toBeGreaterThan(200);
    expect(Math.max(...differences)).toBeLessThan(LARGEST_DIFFERENCE);
    expect(differences.reduce((sum, difference) => sum + difference) / differences.length).toBeLessThan(
      MEAN_DIFFERENCE,
    );
    const [state] = await readdir(prepared);
    const [file] = (await readdir(join(prepared, state!))).sort();
    expect(file).toMatch(/^int8-(64|127)\.safetensors$/);
    const { size } = await stat(join(prepared, state!, file!));
    expect(size).toBeLessThan((await stat(join(modelFolder(name), 'model.safetensors'))).size);
  });
});

describe('the largest weight', () => {
  it('this processor adds up products of the largest weight exactly', async () => {
    const runtime = await loadRuntime(1);
    const largest = await largestWeight(runtime);
    const depth = 768;
    const graph = new OnnxGraph('exact');
    const left = graph.input('left', 'uint8', ['rows', depth]);
    const right = graph.constant('int8', [depth, 768], new Int8Array(depth * 768).fill(largest));
    graph.output(graph.add('MatMulInteger', [left, right]), 'sums', 'int32', ['rows', 768]);
    const session = await runtime.createSession(graph.serialize(), 1);
    for (const rows of [1, 5, 128]) {
      const { sums } = await session.run({
        left: new runtime.Tensor('uint8', new Uint8Array(rows * depth).fill(255), [rows, depth]),
      });
      expect(new Set(sums!.data as Int32Array)).toEqual(new Set([depth * 255 * largest]));
    }
    await session.release();
  });
});
