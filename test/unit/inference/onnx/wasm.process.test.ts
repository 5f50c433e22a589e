import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TokenClassifier } from '../../../../src/inference/onnx/classifier';
import { evidenceProbabilities } from '../../../../src/inference/probabilities';
import { loadRuntime } from '../../../../src/inference/onnx/runtime';
import { largestWeight } from '../../../../src/inference/onnx/saturation';
import type { Precision } from '../../../../src/inference/protocol';
import { differencesFromTorch, modelFolder, modelNames, run, sequencesOf, specOf, temporaryFolder } from './fixtures';

/**
 * Another order of addition sometimes rounds a number to the other 8-bit neighbour. The effect on probabilities is a small part of the
 * effect of rounding itself; see int8.test.ts.
 */
const LARGEST_INT8_DIFFERENCE = 0.05;
const MEAN_INT8_DIFFERENCE = 0.004;

beforeEach(() => void (process.env['EVIDENCE_LENS_RUNTIME'] = 'wasm'));
afterEach(() => delete process.env['EVIDENCE_LENS_RUNTIME']);

async function load(name: string, precision: Precision): Promise<TokenClassifier> {
  return TokenClassifier.load({ ...specOf(modelFolder(name), await temporaryFolder(), precision), threads: 2 });
}

describe.each(modelNames)('the model %s in WebAssembly', (name) => {
  it("logits in WebAssembly equal PyTorch's at every length", async () => {
    const classifier = await load(name, 'fp32');
    const differences = await differencesFromTorch(classifier, name);
    await classifier.dispose();
    expect(differences).toEqual([]);
  });

  it('8-bit probabilities in WebAssembly equal the native ones, except for different rounding', async () => {
    const inWasm = await load(name, 'int8');
    process.env['EVIDENCE_LENS_RUNTIME'] = 'native';
    const native = await load(name, 'int8');
    const differences: number[] = [];
    for (const sequence of sequencesOf(name).slice(0, 9)) {
      const [found, expected] = [await run(inWasm, sequence), await run(native, sequence)].map((logits) =>
        evidenceProbabilities(logits, native.labels, 0, sequence.ids.length),
      );
      found!.forEach((probability, token) => differences.push(Math.abs(probability - expected![token]!)));
    }
    await Promise.all([inWasm.dispose(), native.dispose()]);
    expect(Math.max(...differences)).toBeLessThan(LARGEST_INT8_DIFFERENCE);
    const sum = differences.reduce((total, difference) => total + difference);
    expect(sum / differences.length).toBeLessThan(MEAN_INT8_DIFFERENCE);
  });
});

describe('the onnxruntime runtime', () => {
  it('the first caller decides the number of WebAssembly threads', async () => {
    await loadRuntime(2);
    const { env } = await import('onnxruntime-web');
    expect(env.wasm.numThreads).toBe(2);
  });

  it('telemetry is disabled before the runtime is loaded', async () => {
    delete process.env['ORT_DISABLE_TELEMETRY'];
    await loadRuntime(2);
    expect(process.env['ORT_DISABLE_TELEMETRY']).toBe('1');
  });

  it('WebAssembly adds 8-bit products exactly on every processor', async () => {
    expect(await largestWeight(await loadRuntime(2))).toBe(127);
  });
});
