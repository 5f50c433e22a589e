import { cp, link, mkdir, readdir, readFile, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TokenClassifier } from '../../../../src/inference/onnx/classifier';
import {
  bertNames,
  differencesFromTorch,
  largestDifference,
  modelFolder,
  modelNames,
  run,
  sequencesOf,
  specOf,
  temporaryFolder,
  TOLERANCE,
  weightsType,
} from './fixtures';

async function load(folder: string, preparedFolder?: string): Promise<TokenClassifier> {
  return TokenClassifier.load(specOf(folder, preparedFolder ?? (await temporaryFolder())));
}

/** A copy of a fixture's folder, which a test may damage. */
async function copyOf(name: string): Promise<string> {
  const folder = join(await temporaryFolder(), 'model');
  await cp(modelFolder(name), folder, { recursive: true });
  return folder;
}

describe.each(modelNames)('the model %s', (name) => {
  it("logits equal PyTorch's at every length", async () => {
    const classifier = await load(modelFolder(name));
    const differences = await differencesFromTorch(classifier, name);
    await classifier.dispose();
    expect(differences).toEqual([]);
  });

  it('files are made only from 16-bit weights, and only once', async () => {
    const prepared = await temporaryFolder();
    const made = async (): Promise<string[]> => (await readdir(prepared, { recursive: true })).sort();
    await (await load(modelFolder(name), prepared)).dispose();
    const first = await made();
    expect(first.map((file) => file.split(/[\\/]/).at(-1))).toEqual(
      weightsType(name) === 'F32'
        ? []
        : [expect.stringMatching(/^[0-9a-f]{16}$/), 'fp32.safetensors', 'fp32.safetensors.json'],
    );
    await (await load(modelFolder(name), prepared)).dispose();
    expect(await made()).toEqual(first);
  });
});

describe.each(bertNames)('the model %s reads several sequences at once', (name) => {
  it('each sequence in a batch gets the same logits as alone', async () => {
    const classifier = await load(modelFolder(name));
    const sequences = sequencesOf(name);
    const batches = [sequences, [...sequences].reverse(), [sequences[2]!, sequences[2]!], sequences.slice(1, 4)];
    for (const batch of batches) {
      const logits = await classifier.run(batch);
      expect(logits).toHaveLength(batch.length);
      batch.forEach((sequence, at) =>
        expect(largestDifference(logits[at]!, sequence.logits), `${sequence.ids.length} tokens`).toBeLessThan(
          TOLERANCE,
        ),
      );
    }
    await classifier.dispose();
  });
});

it('a model that reads one sequence at a time also accepts several', async () => {
  const classifier = await load(modelFolder('single'));
  const sequences = sequencesOf('single').slice(0, 3);
  const logits = await classifier.run(sequences);
  sequences.forEach((sequence, at) => expect(largestDifference(logits[at]!, sequence.logits)).toBeLessThan(TOLERANCE));
  await classifier.dispose();
});

describe('a model folder', () => {
  const [shortest] = sequencesOf('single');

  it("a model folder may hold links, like the hub's cache", async () => {
    const root = await temporaryFolder();
    const snapshot = join(root, 'snapshots', 'abc');
    await mkdir(snapshot, { recursive: true });
    await mkdir(join(root, 'blobs'));
    for (const file of ['config.json', 'model.safetensors']) {
      await link(join(modelFolder('single'), file), join(root, 'blobs', `blob-${file}`)).catch(() =>
        cp(join(modelFolder('single'), file), join(root, 'blobs', `blob-${file}`)),
      );
      await symlink(join('..', '..', 'blobs', `blob-${file}`), join(snapshot, file));
    }
    const classifier = await load(snapshot);
    expect(largestDifference(await run(classifier, shortest!), shortest!.logits)).toBeLessThan(TOLERANCE);
    await classifier.dispose();
  });

  it('a model folder may have any name', async () => {
    const folder = join(await temporaryFolder(), 'Modèle de 本 %20 #1');
    await cp(modelFolder('half'), folder, { recursive: true });
    const classifier = await load(folder, join(folder, 'préparé'));
    await classifier.dispose();
  });

  it('an empty folder is reported as no model', async () => {
    await expect(load(await temporaryFolder())).rejects.toMatchObject({ code: 'modelNotInstalled' });
  });

  it('half a weights file is reported as damaged', async () => {
    const folder = await copyOf('single');
    const file = join(folder, 'model.safetensors');
    await truncate(file, (await readFile(file)).length - 100);
    await expect(load(folder)).rejects.toMatchObject({
      code: 'damagedModel',
      message: expect.stringContaining('model.safetensors') as string,
    });
  });

  it.each([
    ['layers', { num_hidden_layers: 1_000_000 }],
    ['a reach', { local_attention: 1_000_000 }],
    ['layers that its weights do not have', { num_hidden_layers: 500 }],
  ])('a config with an excessive %s is refused before a graph is built', async (_what, claim) => {
    const folder = await copyOf('single');
    const config = JSON.parse(await readFile(join(folder, 'config.json'), 'utf8')) as object;
    await writeFile(join(folder, 'config.json'), JSON.stringify({ ...config, ...claim }));
    const before = process.memoryUsage().rss;
    await expect(load(folder)).rejects.toMatchObject({ code: 'badModel' });
    expect(process.memoryUsage().rss - before).toBeLessThan(300_000_000);
  });

  it('a token without an embedding is reported as files that do not belong together', async () => {
    const classifier = await load(modelFolder('single'));
    await expect(classifier.run([{ ids: [1, 512, 2], types: [0, 0, 0] }])).rejects.toMatchObject({
      code: 'badModel',
      message:
        'The tokenizer of this model has a token 512, but its weights have only 512 tokens, so the files do not belong together: get a new copy of the model.',
    });
    await classifier.dispose();
  });

  it('a broken config.json is reported as damaged', async () => {
    const folder = await copyOf('single');
    await writeFile(join(folder, 'config.json'), '{');
    await expect(load(folder)).rejects.toMatchObject({ code: 'damagedModel' });
  });

  it('the weights of another model are refused', async () => {
    const folder = await copyOf('single');
    await cp(join(modelFolder('biased'), 'model.safetensors'), join(folder, 'model.safetensors'));
    await expect(load(folder)).rejects.toMatchObject({ code: 'badModel' });
  });

  it('prepared files are made again when they are cut short, and when the weights change', async () => {
    const folder = await copyOf('half');
    const prepared = await temporaryFolder();
    await (await load(folder, prepared)).dispose();
    const [state] = await readdir(prepared);
    await truncate(join(prepared, state!, 'fp32.safetensors'), 5000);
    const classifier = await load(folder, prepared);
    const [sequence] = sequencesOf('half');
    expect(largestDifference(await run(classifier, sequence!), sequence!.logits)).toBeLessThan(TOLERANCE);
    await classifier.dispose();

    const file = join(folder, 'model.safetensors');
    const bytes = await readFile(file);
    bytes[bytes.length - 1]! ^= 0x40;
    await writeFile(file, bytes);
    await (await load(folder, prepared)).dispose();
    expect(await readdir(prepared)).toHaveLength(2);
  });
});
