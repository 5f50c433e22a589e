import { cp, readFile, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ProcessOptions, ProcessSpan } from '../../../../src/core/process/types';
import { TokenClassifier } from '../../../../src/inference/onnx/classifier';
import { batchesOf } from '../../../../src/inference/onnx/batches';
import { loadOnnxEngine } from '../../../../src/inference/onnx/engine';
import { BYTES_OF, readSafetensorsOf, type TensorType } from '../../../../src/model/safetensors';
import { type TensorSource, writeSafetensors } from '../../../../src/model/safetensorsWriter';
import {
  bertNames,
  largestDifference,
  modelFolder,
  run,
  sequencesOf,
  specOf,
  temporaryFolder,
  TOLERANCE,
} from './fixtures';

const never = new AbortController().signal;

/** A run of the reference's process(); see test/fixtures/README.md. */
interface BertCase {
  readonly model: string;
  readonly question: string;
  readonly section: string;
  readonly context: string;
  readonly options: ProcessOptions;
  readonly tokens: number;
  readonly windows: number;
  readonly spans: readonly Omit<ProcessSpan, 'text'>[];
  readonly sentences: readonly Omit<ProcessSpan, 'text'>[];
}

const cases = JSON.parse(readFileSync(join(modelFolder('plain'), '..', 'cases.json'), 'utf8')) as readonly BertCase[];

describe.each(bertNames)('process() on the model %s', (name) => {
  it('process() on a BERT model equals the reference, with and without a section title', async () => {
    const engine = await loadOnnxEngine(specOf(modelFolder(name), await temporaryFolder()));
    const own = cases.filter(({ model }) => model === name);
    expect(own.length).toBeGreaterThan(10);
    for (const { question, section, context, options, tokens, windows, spans, sentences } of own) {
      const result = await engine.process!(question, { text: context, section }, options, never);
      expect(result).toMatchObject({ tokens, windows });
      const places = (ranges: readonly Omit<ProcessSpan, 'text'>[]) => ranges.map(({ start, end }) => [start, end]);
      expect(places(result.spans)).toEqual(places(spans));
      expect(places(result.sentences!)).toEqual(places(sentences));
      spans.forEach(({ score }, at) => expect(result.spans[at]!.score).toBeCloseTo(score, 3));
      sentences.forEach(({ score }, at) => expect(result.sentences![at]!.score).toBeCloseTo(score, 3));
    }
    await engine.dispose();
  });
});

it('a section title changes the scores, and a model that reads none refuses it', async () => {
  const titled = cases.find(
    ({ model, section, spans }) => model === 'paragraph' && section !== '' && spans.length > 0,
  )!;
  const { question, section, context, options } = titled;
  const engine = await loadOnnxEngine(specOf(modelFolder('paragraph'), await temporaryFolder()));
  const [without, with_] = [
    await engine.process!(question, { text: context, section: '' }, options, never),
    await engine.process!(question, { text: context, section }, options, never),
  ];
  expect(without).not.toEqual(with_);
  await engine.dispose();

  const plain = await loadOnnxEngine(specOf(modelFolder('plain'), await temporaryFolder()));
  await expect(plain.process!(question, { text: context, section }, options, never)).rejects.toMatchObject({
    code: 'badQuestion',
    message: 'This model reads no section titles: leave the section out.',
  });
  await plain.dispose();
});

describe('a folder with a BERT model', () => {
  interface Changes {
    readonly tensors?: Readonly<Record<string, { readonly type: TensorType; readonly shape: readonly number[] }>>;
    readonly without?: readonly string[];
    readonly config?: object;
  }

  /** A copy of a fixture with added tensors of zeros, missing tensors, and other config values. */
  async function changed(name: string, { tensors = {}, without = [], config = {} }: Changes): Promise<string> {
    const folder = join(await temporaryFolder(), 'model');
    await cp(modelFolder(name), folder, { recursive: true });
    const path = join(folder, 'model.safetensors');
    const bytes = await readFile(path);
    const { tensors: kept } = await readSafetensorsOf(path, ['F32', 'F16']);
    const sources = [...kept.values()]
      .filter((tensor) => !without.includes(tensor.name))
      .map((tensor): TensorSource => {
        return { ...tensor, data: () => [bytes.subarray(tensor.offset, tensor.offset + tensor.length)] };
      });
    const added = Object.entries(tensors).map(([of, { type, shape }]): TensorSource => {
      const length = shape.reduce((product, size) => product * size, BYTES_OF[type]);
      return { name: of, type, shape, length, data: () => [new Uint8Array(length)] };
    });
    await writeSafetensors(path, [...sources, ...added]);
    const before = JSON.parse(await readFile(join(folder, 'config.json'), 'utf8')) as object;
    await writeFile(join(folder, 'config.json'), JSON.stringify({ ...before, ...config }));
    return folder;
  }

  async function load(folder: string): Promise<TokenClassifier> {
    return TokenClassifier.load(specOf(folder, await temporaryFolder()));
  }

  const pooler = {
    'bert.pooler.dense.weight': { type: 'F32', shape: [36, 36] },
    'bert.pooler.dense.bias': { type: 'F32', shape: [36] },
  } as const;

  it('a BERT folder may hold what older libraries saved: position ids and an unused pooler', async () => {
    const positions = { 'bert.embeddings.position_ids': { type: 'I64', shape: [1, 512] } } as const;
    const classifier = await load(await changed('plain', { tensors: { ...positions, ...pooler } }));
    const sequence = sequencesOf('plain')[3]!;
    expect(largestDifference(await run(classifier, sequence), sequence.logits)).toBeLessThan(TOLERANCE);
    await classifier.dispose();
  });

  it('a BERT classifier of whole texts is refused', async () => {
    const config = { architectures: ['BertForSequenceClassification'] };
    await expect(load(await changed('plain', { tensors: pooler, config }))).rejects.toMatchObject({
      code: 'badModel',
      message: expect.stringContaining('not part of such a model: bert.pooler.dense') as string,
    });
  });

  it('a BERT model scores paragraphs only with all tensors for it; with none of them it scores tokens alone', async () => {
    const parts = ['bert.pooler.dense.weight', 'bert.pooler.dense.bias', 'paragraph.weight', 'paragraph.bias'];
    await expect(load(await changed('paragraph', { without: parts.slice(0, 1) }))).rejects.toMatchObject({
      message: expect.stringContaining('missing: bert.pooler.dense.weight') as string,
    });
    const classifier = await load(await changed('paragraph', { without: parts, config: { architectures: undefined } }));
    const sequence = sequencesOf('paragraph')[3]!;
    expect(largestDifference(await run(classifier, sequence), sequence.logits)).toBeGreaterThan(0.01);
    await classifier.dispose();
  });

  it.each([
    [{ hidden_act: 'relu' }, 'hidden_act is "relu" instead of gelu'],
    [{ position_embedding_type: 'relative_key' }, 'position_embedding_type is "relative_key" instead of absolute'],
    [{ is_decoder: true }, 'is_decoder is true instead of false'],
    [{ num_attention_heads: 5 }, 'hidden_size is 36 instead of a multiple of num_attention_heads'],
    [{ section_tokens: -1 }, 'section_tokens is -1 instead of a whole number from 1 to 1000'],
    [{ id2label: { 0: 'one' } }, 'id2label is {"0":"one"} instead of 2 to 1000 labels'],
  ])('a BERT config with %j is refused', async (config, words) => {
    await expect(load(await changed('plain', { config }))).rejects.toMatchObject({
      code: 'badModel',
      message: expect.stringContaining(words) as string,
    });
  });

  it('a tokenizer with more type ids than the model is refused', async () => {
    const folder = await changed('plain', {
      config: { type_vocab_size: 1 },
      without: ['bert.embeddings.token_type_embeddings.weight'],
      tensors: { 'bert.embeddings.token_type_embeddings.weight': { type: 'F32', shape: [1, 36] } },
    });
    await expect(loadOnnxEngine(specOf(folder, await temporaryFolder()))).rejects.toMatchObject({
      code: 'badModel',
      message: expect.stringContaining('more token types') as string,
    });
  });
});

describe('batches', () => {
  it('batches hold every sequence once, with little padding', () => {
    const lengths = Array.from({ length: 300 }, (_, at) => 20 + ((at * 7919) % 490));
    const batches = batchesOf(lengths, (length) => length);
    expect(batches.flat().sort((a, b) => a - b)).toEqual([...lengths].sort((a, b) => a - b));
    const padded = batches.reduce((sum, batch) => sum + batch.length * Math.max(...batch), 0);
    const tokens = lengths.reduce((sum, length) => sum + length);
    expect(padded / tokens).toBeLessThan(1.06);
    expect(batches.length).toBeLessThan(150);
    expect(Math.max(...batches.map((batch) => batch.length * Math.max(...batch)))).toBeLessThanOrEqual(1024);
  });

  it('no sequences give no batches, and an overlong sequence is its own batch', () => {
    expect(batchesOf([], () => 1)).toEqual([]);
    expect(batchesOf([5000, 10], (length) => length)).toEqual([[10], [5000]]);
  });
});
