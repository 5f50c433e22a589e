import { cp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { engineOfModel } from '../../../../src/inference/modelEngine';
import { TokenClassifier } from '../../../../src/inference/onnx/classifier';
import { compareModel, keptComparison } from '../../../../src/inference/onnx/precision';
import { evidenceProbabilities } from '../../../../src/inference/probabilities';
import type { OnnxSpec } from '../../../../src/inference/protocol';
import { ModelStore } from '../../../../src/model/store/modelStore';
import { resolveModel } from '../../../../src/model/store/resolve';
import { modelNames, run, sequencesOf, shippedFolder, specOf, temporaryFolder } from './fixtures';

const never = new AbortController().signal;

describe.each(modelNames)('the model %s that ships in 8 bits', (name) => {
  it('a shipped 8-bit model runs as it is at any precision, and no files are made', async () => {
    const folder = await shippedFolder(name);
    const prepared = await temporaryFolder();
    const sequence = sequencesOf(name)[2]!;
    const expected = evidenceProbabilities(
      sequence.logits,
      sequence.logits.length / sequence.ids.length,
      0,
      sequence.ids.length,
    );
    const results: Float32Array[] = [];
    for (const precision of ['fp32', 'auto', 'int8'] as const) {
      const classifier = await TokenClassifier.load(specOf(folder, prepared, precision));
      const logits = await run(classifier, sequence);
      results.push(evidenceProbabilities(logits, classifier.labels, 0, sequence.ids.length));
      await classifier.dispose();
    }
    expect(results[1]).toEqual(results[0]);
    expect(results[2]).toEqual(results[0]);
    const mean = results[0]!.reduce((sum, value, at) => sum + Math.abs(value - expected[at]!), 0) / expected.length;
    expect(mean).toBeLessThan(0.03);
    expect(await readdir(prepared)).toEqual([]);
  });
});

describe('the model that comes with the extension', () => {
  it('the shipped model is found by its name, without a store', async () => {
    const folder = await shippedFolder('paragraph');
    const store = new ModelStore(join(await temporaryFolder(), 'none'), folder);
    const engine = await engineOfModel(await resolveModel('small', store), store, 1);
    expect(engine).toEqual({
      kind: 'onnx',
      folder,
      preparedFolder: join(store.root, '.prepared'),
      precision: 'int8',
      threads: 1,
    });
    await expect(TokenClassifier.load(engine as OnnxSpec)).resolves.toBeDefined();
  });

  it('an incomplete shipped model is reported as damaged', async () => {
    const folder = await shippedFolder('paragraph');
    await rm(join(folder, 'model.safetensors'));
    const store = new ModelStore(await temporaryFolder(), folder);
    await expect(resolveModel('small', store)).rejects.toMatchObject({
      code: 'damagedModel',
      message: expect.stringContaining('it has no model.safetensors: install Evidence Lens again') as string,
    });
  });

  it('the shipped model has no second precision for a comparison', async () => {
    const spec = specOf(await shippedFolder('paragraph'), await temporaryFolder());
    await expect(keptComparison(spec)).resolves.toBeUndefined();
    await expect(compareModel(spec, [{ question: 'q', text: 'A text.' }], never)).rejects.toMatchObject({
      code: 'badModel',
      message: expect.stringContaining('published with 8 bits only') as string,
    });
  });

  it('a shipped folder with the weights of another model is refused', async () => {
    const folder = await shippedFolder('paragraph');
    await cp(join(await shippedFolder('short'), 'model.safetensors'), join(folder, 'model.safetensors'));
    await expect(TokenClassifier.load(specOf(folder, await temporaryFolder()))).rejects.toMatchObject({
      code: 'badModel',
    });
  });
});
