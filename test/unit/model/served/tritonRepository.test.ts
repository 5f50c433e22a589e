import { mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { TokenClassifier } from '../../../../src/inference/onnx/classifier';
import { evidenceProbabilities } from '../../../../src/inference/probabilities';
import type { Sequence } from '../../../../src/inference/tokenizer/pair';
import { readModelFolder } from '../../../../src/model/modelFolder';
import { type ServedDevice, servedModel, writeTritonRepository } from '../../../../src/model/served/tritonRepository';
import { servedNameOf } from '../../../../src/model/store/names';
import {
  bertNames,
  largestDifference,
  modelFolder,
  modelNames,
  sequencesOf,
  shippedFolder,
  specOf,
  temporaryFolder,
  TOLERANCE,
} from '../../inference/onnx/fixtures';

const never = new AbortController().signal;

/** Exports a model folder; returns the folder of the repository. */
async function exported(
  folder: string,
  target?: string,
  mostInside?: number,
  device: ServedDevice = 'gpu',
): Promise<string> {
  const repository = target ?? join(await temporaryFolder(), 'repository');
  const model = await servedModel('m', { folder, preparedFolder: await temporaryFolder() }, device);
  await writeTritonRepository(repository, model, never, mostInside);
  return repository;
}

/** Loads the exported graph as a server does, from its file. */
function sessionOf(repository: string): Promise<InferenceSession> {
  return InferenceSession.create(join(repository, 'm', '1', 'model.onnx'), { intraOpNumThreads: 1 });
}

/** The logits of sequences in one run. Padding is filled with a token that would be seen if the mask did not hide it. */
async function logitsOf(session: InferenceSession, batch: readonly Sequence[]): Promise<Float32Array[]> {
  const longest = Math.max(...batch.map(({ ids }) => ids.length));
  const tensorOf = (rows: readonly (readonly number[])[], filler: number): Tensor => {
    const numbers = rows.flatMap((row) => [...row, ...new Array<number>(longest - row.length).fill(filler)]);
    return new Tensor('int64', BigInt64Array.from(numbers, BigInt), [rows.length, longest]);
  };
  const all: Readonly<Record<string, Tensor>> = {
    input_ids: tensorOf(
      batch.map(({ ids }) => ids),
      7,
    ),
    token_type_ids: tensorOf(
      batch.map(({ types }) => types),
      0,
    ),
    attention_mask: tensorOf(
      batch.map(({ ids }) => ids.map(() => 1)),
      0,
    ),
    lengths: new Tensor(
      'int64',
      BigInt64Array.from(batch, ({ ids }) => BigInt(ids.length)),
      [batch.length],
    ),
  };
  const { logits } = await session.run(Object.fromEntries(session.inputNames.map((name) => [name, all[name]!])));
  const labels = logits!.dims[2]!;
  return batch.map(({ ids }, row) => {
    const start = row * longest * labels;
    return (logits!.data as Float32Array).slice(start, start + ids.length * labels);
  });
}

describe.each(modelNames)('the model %s, exported', (name) => {
  it("each sequence in a batch gets PyTorch's logits, whatever its length and place", async () => {
    const session = await sessionOf(await exported(modelFolder(name)));
    // A batch holds the scores of all pairs of tokens: the longest sequences would take gigabytes together.
    const [short, long] = [
      sequencesOf(name).filter(({ ids }) => ids.length < 600),
      sequencesOf(name).filter(({ ids }) => ids.length > 600 && ids.length < 4000),
    ];
    for (const batch of [short, [...short].reverse(), ...short.map((sequence) => [sequence]), [short[0]!, ...long]]) {
      const logits = await logitsOf(session, batch);
      const wrong = batch.filter((sequence, at) => !(largestDifference(logits[at]!, sequence.logits) < TOLERANCE));
      expect(wrong.map(({ ids }) => `${ids.length} tokens`)).toEqual([]);
    }
    await session.release();
  });

  it("8-bit weights stay 8-bit on the disk, and give probabilities near PyTorch's", async () => {
    const folder = await shippedFolder(name);
    const repository = await exported(folder);
    const { size } = await stat(join(repository, 'm', '1', 'model.onnx'));
    expect(size).toBeLessThan((await stat(join(folder, 'model.safetensors'))).size + 100_000);
    const session = await sessionOf(repository);
    const sequences = sequencesOf(name).slice(0, 5);
    const served = await logitsOf(session, sequences);
    const differences = sequences.flatMap(({ ids, logits }, at) => {
      const [got, wanted] = [served[at]!, logits].map((of) =>
        evidenceProbabilities(of, of.length / ids.length, 0, ids.length),
      );
      return Array.from(got!, (probability, token) => Math.abs(probability - wanted![token]!));
    });
    // A wrong scale or order of weights gives 0.2 and more on average.
    expect(Math.max(...differences)).toBeLessThan(0.15);
    expect(differences.reduce((sum, difference) => sum + difference) / differences.length).toBeLessThan(0.02);
    await session.release();
  });
});

describe('exported for CPUs', () => {
  it.each(bertNames)('the 8-bit model %s gives the very logits of this program, in any batch', async (name) => {
    const folder = await shippedFolder(name);
    const repository = await exported(folder, undefined, undefined, 'cpu');
    const { size } = await stat(join(repository, 'm', '1', 'model.onnx'));
    expect(size).toBeLessThan((await stat(join(folder, 'model.safetensors'))).size + 100_000);
    const session = await sessionOf(repository);
    const classifier = await TokenClassifier.load(specOf(folder, await temporaryFolder(), 'int8'));
    const sequences = sequencesOf(name).filter(({ ids }) => ids.length < 600);
    for (const batch of [sequences, [...sequences].reverse(), ...sequences.map((sequence) => [sequence])]) {
      const logits = await logitsOf(session, batch);
      for (const [at, sequence] of batch.entries()) {
        const [own] = await classifier.run([sequence]);
        expect(logits[at]).toEqual(own);
      }
    }
    await Promise.all([session.release(), classifier.dispose()]);
  });

  it('its config gives the graph the length of each sequence, and keeps it off GPUs', async () => {
    const repository = await exported(await shippedFolder('paragraph'), undefined, undefined, 'cpu');
    const config = await readFile(join(repository, 'm', 'config.pbtxt'), 'utf8');
    expect(config).toMatch(
      /name: "lengths"\n {4}data_type: TYPE_INT64\n {4}dims: \[ 1 \]\n {4}reshape \{ shape: \[ \] \}\n/,
    );
    expect(config).toContain('kind: KIND_CPU');
  });

  it.each(['paragraph', 'single'])('the model %s with floats has no such form', async (name) => {
    await expect(exported(modelFolder(name), undefined, undefined, 'cpu')).rejects.toThrow(/export it without --for/);
  });
});

it('the exported graph has only operators of the ONNX standard, of a set that servers have had for years', async () => {
  for (const folder of [modelFolder('biased'), await shippedFolder('paragraph')]) {
    const file = await readFile(join(await exported(folder), 'm', '1', 'model.onnx'));
    expect(file.includes('com.microsoft')).toBe(false);
    // The operator set at the end of the file: field 8, a message of the empty domain and version 18.
    expect([...file.subarray(-6)]).toEqual([0x42, 4, 0x0a, 0, 0x10, 18]);
  }
});

it('weights that do not fit into one file are stored beside it', async () => {
  const folder = modelFolder('single');
  const repository = await exported(folder, undefined, 1000);
  expect((await readdir(join(repository, 'm', '1'))).sort()).toEqual(['model.onnx', 'model.safetensors']);
  const session = await sessionOf(repository);
  const [sequence] = sequencesOf('single');
  const [logits] = await logitsOf(session, [sequence!]);
  expect(largestDifference(logits!, sequence!.logits)).toBeLessThan(TOLERANCE);
  await session.release();
});

describe('the model repository', () => {
  it('the model repository has everything that the server and the reader need', async () => {
    const repository = await exported(modelFolder('paragraph'));
    const files = (await readdir(repository, { recursive: true })).map((file) => file.replaceAll('\\', '/')).sort();
    expect(files).toEqual([
      'README.md',
      'm',
      'm/1',
      'm/1/model.onnx',
      'm/config.json',
      'm/config.pbtxt',
      'm/tokenizer.json',
      'm/tokenizer_config.json',
    ]);
    for (const name of ['config.json', 'tokenizer.json']) {
      const original = await readFile(join(modelFolder('paragraph'), name), 'utf8');
      expect(await readFile(join(repository, 'm', name), 'utf8')).toBe(original);
    }
    expect(await readFile(join(repository, 'README.md'), 'utf8')).toContain('--model_path /models/m ');
  });

  it('its config names the inputs and outputs of the graph', async () => {
    for (const name of [...bertNames, 'biased']) {
      const repository = await exported(modelFolder(name));
      const session = await sessionOf(repository);
      const config = await readFile(join(repository, 'm', 'config.pbtxt'), 'utf8');
      const named = [...config.matchAll(/\n {4}name: "(\w+)"/g)].map(([, tensor]) => tensor);
      expect(named).toEqual([...session.inputNames, ...session.outputNames]);
      const { architecture } = await readModelFolder(modelFolder(name));
      expect(config).toContain(`dims: [ -1, ${architecture.config.labels} ]`);
      await session.release();
    }
  });

  it('an empty folder is taken, and what is in another is never touched', async () => {
    const folder = await temporaryFolder();
    const empty = join(folder, 'empty');
    await mkdir(empty);
    await exported(modelFolder('single'), empty);
    expect(await readdir(empty)).toEqual(['README.md', 'm']);

    const full = join(folder, 'full');
    await mkdir(full);
    await writeFile(join(full, 'notes.txt'), 'mine');
    const file = join(folder, 'file');
    await writeFile(file, 'mine');
    const linked = join(folder, 'link');
    await symlink(await temporaryFolder(), linked, 'junction');
    for (const target of [full, file, linked, empty]) {
      await expect(exported(modelFolder('single'), target)).rejects.toMatchObject({ code: 'inTheWay' });
    }
    expect(await readdir(full)).toEqual(['notes.txt']);
    expect(await readFile(file, 'utf8')).toBe('mine');
    expect(await readdir(linked)).toEqual([]);
    expect((await readdir(folder)).sort()).toEqual(['empty', 'file', 'full', 'link']);
  });

  it('nothing is left of an export that fails or is stopped', async () => {
    const folder = await temporaryFolder();
    const model = await servedModel(
      'm',
      { folder: modelFolder('single'), preparedFolder: await temporaryFolder() },
      'gpu',
    );
    await expect(
      writeTritonRepository(join(folder, 'stopped'), model, AbortSignal.abort(new Error('stopped'))),
    ).rejects.toThrow('stopped');
    await expect(
      writeTritonRepository(join(folder, 'failed'), { ...model, folder: join(folder, 'gone') }, never),
    ).rejects.toThrow('ENOENT');
    expect(await readdir(folder)).toEqual([]);
  });
});

it('a model is served under the last part of its name', () => {
  expect(['small', 'ORG/some-model', '/a/My model é'].map(servedNameOf)).toEqual(['small', 'some-model', 'My-model--']);
});
