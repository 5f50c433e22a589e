import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import type { ProcessOptions } from '../../src/core/process/types';
import { loadOnnxEngine } from '../../src/inference/onnx/engine';
import { loadServerEngine } from '../../src/inference/server/engine';
import { DEFAULT_SERVER_LIMITS } from '../../src/inference/modelEngine';
import { readProcessCases } from '../unit/core/process/cases';
import { CLI } from '../unit/bundles';
import { modelFolder, modelNames, sequencesOf, specOf } from '../unit/inference/onnx/fixtures';
import { FOR_CPUS } from './globalSetup';
import { infer, inferAsJson, tensorsOf } from './requests';

const SHIPPED = join('models', 'small');
const never = new AbortController().signal;
const repository = inject('repository');

/** A run of process() on any of the tiny models. */
interface Case {
  readonly model: string;
  readonly question: string;
  readonly section?: string;
  readonly context: string;
  readonly options: ProcessOptions;
}

const bertCases = JSON.parse(readFileSync(join('test', 'fixtures', 'bert', 'cases.json'), 'utf8')) as readonly Case[];
const cases: readonly Case[] = [...readProcessCases(), ...bertCases];

/** Most that a score through a server may differ from the score of this program. */
const TOLERANCE = 1e-3;

for (const { kind, url } of inject('servers')) {
  if (url === undefined) {
    it.skip(`${kind}: not set up; python3 tools/server/server.py setup ${kind}`, () => undefined);
    continue;
  }
  describe(kind, () => {
    it.each(modelNames)('answers of the model %s are those of this program', async (model) => {
      const local = await loadOnnxEngine(specOf(modelFolder(model), join(repository, '..', 'prepared')));
      // Of the model only what is served beside the graph is here.
      const folder = join(repository, model);
      const served = await loadServerEngine({ kind: 'server', folder, url, model, ...DEFAULT_SERVER_LIMITS });
      const own = cases.filter((one) => one.model === model);
      expect(own.length).toBeGreaterThan(5);
      for (const { question, context, section = '', options } of own) {
        const texts = { text: context, section };
        const wanted = await local.process!(question, texts, options, never);
        const got = await served.process!(question, texts, options, never);
        const places = (ranges: readonly { start: number; end: number }[] = []) =>
          ranges.map(({ start, end }) => [start, end]);
        expect(places(got.spans)).toEqual(places(wanted.spans));
        expect(places(got.sentences)).toEqual(places(wanted.sentences));
        got.spans.forEach(({ score }, at) => expect(Math.abs(score - wanted.spans[at]!.score)).toBeLessThan(TOLERANCE));
        got.sentences?.forEach(({ score }, at) =>
          expect(Math.abs(score - wanted.sentences![at]!.score)).toBeLessThan(TOLERANCE),
        );
      }
      await Promise.all([local.dispose(), served.dispose()]);
    });

    it('the command line answers with --server what it answers without', () => {
      const lines = bertCases.filter(({ model }) => model === 'paragraph');
      const input = lines
        .map(({ question, section, context, options }) => JSON.stringify({ question, section, context, options }))
        .join('\n');
      const args = ['process', '--jsonl', '--model', modelFolder('paragraph')];
      const local = answersOf(args, input);
      expect(local).toHaveLength(lines.length);
      expect(answersOf([...args, '--server', url], input)).toEqual(local);
    });

    it('the small model gives the units of the sample paper nearly the same scores', () => {
      const args = ['highlight', '--json', '--units', '200', '--model', 'small'];
      const asked = [join('samples', 'evidence-lens.md'), 'What are the limitations?'];
      const local = unitsOf([...args, ...asked]);
      const served = unitsOf([...args, '--server', url, ...asked]);
      expect(local.size).toBeGreaterThan(30);
      expect([...served.keys()].sort()).toEqual([...local.keys()].sort());
      // Here activations become 8-bit integers, on a server they stay floats.
      for (const [place, score] of local) expect(Math.abs(served.get(place)! - score)).toBeLessThan(0.03);
    });

    it('the small model, exported for CPUs, gives the very answers of this program', async () => {
      const folder = join(repository, FOR_CPUS);
      const local = await loadOnnxEngine(specOf(SHIPPED, join(repository, '..', 'prepared'), 'int8'));
      const served = await loadServerEngine({ kind: 'server', folder, url, model: FOR_CPUS, ...DEFAULT_SERVER_LIMITS });
      // The full size takes its time: each text once.
      const asked = bertCases.filter(({ model, context }) => model === 'paragraph' && context.length < 1000);
      expect(asked.length).toBeGreaterThan(5);
      for (const { question, context, section = '', options } of asked) {
        const texts = { text: context, section };
        const wanted = await local.process!(question, texts, options, never);
        expect(await served.process!(question, texts, options, never)).toEqual(wanted);
      }
      await Promise.all([local.dispose(), served.dispose()]);
      const args = ['highlight', '--json', '--units', '200'];
      const paper = [join('samples', 'evidence-lens.md'), 'What are the limitations?'];
      expect(unitsOf([...args, '--server', url, '--model', folder, ...paper])).toEqual(unitsOf([...args, ...paper]));
    });

    it('tensors as JSON give the same logits as binary ones', async () => {
      const batch = sequencesOf('paragraph').slice(1, 4);
      const tensors = tensorsOf(batch);
      const binary = await infer(url, 'paragraph', tensors);
      const json = await inferAsJson(url, 'paragraph', tensors);
      expect(binary.shape).toEqual([3, 64, 2]);
      expect(json.shape).toEqual(binary.shape);
      binary.logits.forEach((logit, at) => expect(Math.abs(logit - json.logits[at]!)).toBeLessThan(1e-5));
      batch.forEach(({ logits }, row) =>
        logits.forEach((logit, at) => expect(Math.abs(logit - binary.logits[row * 64 * 2 + at]!)).toBeLessThan(1e-3)),
      );
    });

    it('a token that the model does not have fails its request, and the next one is answered', async () => {
      const tensors = tensorsOf([{ ids: [1, 60_000, 2], types: [0, 0, 0] }]);
      await expect(infer(url, 'paragraph', tensors)).rejects.toThrow(/^[45]\d\d .*(index|indices|bounds)/is);
      await expect(infer(url, 'paragraph', tensorsOf(sequencesOf('paragraph').slice(0, 1)))).resolves.toBeDefined();
    });
  });
}

const triton = inject('servers').find(({ kind }) => kind === 'triton')?.url;

describe.skipIf(triton === undefined)('triton', () => {
  it('requests of several clients run in one batch, and each gets its own answer', async () => {
    const sequences = Array.from({ length: 24 }, (_, at) => ({ ids: [1, 10 + at, 11, 12, 2], types: [0, 0, 0, 0, 0] }));
    const alone: Float32Array[] = [];
    for (const sequence of sequences) alone.push((await infer(triton!, 'plain', tensorsOf([sequence]))).logits);
    const together = await Promise.all(
      sequences.map(async (sequence) => (await infer(triton!, 'plain', tensorsOf([sequence]))).logits),
    );
    together.forEach((logits, at) =>
      logits.forEach((logit, of) => expect(Math.abs(logit - alone[at]![of]!)).toBeLessThan(1e-4)),
    );
    const stats = (await (await fetch(`${triton!}/v2/models/plain/stats`)).json()) as {
      readonly model_stats: readonly [{ readonly batch_stats: readonly { readonly batch_size: number }[] }];
    };
    expect(Math.max(...stats.model_stats[0].batch_stats.map(({ batch_size: size }) => size))).toBeGreaterThan(1);
  });

  it("config.pbtxt is a ModelConfig of Triton's published schema", () => {
    const place = process.env['EVIDENCE_LENS_SERVERS'] ?? join('out', 'server');
    const python = join(place, 'triton', 'bin', 'python');
    const read = (model: string) => {
      const file = join(repository, model, 'config.pbtxt');
      const { stdout, stderr } = spawnSync(python, [join('tools', 'server', 'read_config.py'), file], {
        encoding: 'utf8',
      });
      expect(stderr).toBe('');
      return JSON.parse(stdout) as unknown;
    };
    const int64 = (name: string) => ({ name, data_type: 'TYPE_INT64', dims: ['-1'] });
    expect(read('small')).toEqual({
      name: 'small',
      backend: 'onnxruntime',
      max_batch_size: 64,
      input: [int64('input_ids'), int64('token_type_ids'), int64('attention_mask')],
      output: [{ name: 'logits', data_type: 'TYPE_FP32', dims: ['-1', '2'] }],
      dynamic_batching: { max_queue_delay_microseconds: '5000' },
    });
    expect(read('biased')).toMatchObject({
      max_batch_size: 16,
      input: [int64('input_ids'), int64('attention_mask')],
      output: [{ dims: ['-1', '3'] }],
    });
  });
});

/** The answers of the command line, with scores to two decimals, which differ in their last digits. */
function answersOf(args: readonly string[], input: string): unknown[] {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], { encoding: 'utf8', input });
  expect(stderr).toBe('');
  expect(status).toBe(0);
  const rounded = (key: string, value: unknown): unknown =>
    key === 'score' ? Number((value as number).toFixed(2)) : value;
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line, rounded) as unknown);
}

/** The scores of a paper's units, by place. */
function unitsOf(args: readonly string[]): Map<string, number> {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], { encoding: 'utf8' });
  expect(stderr).toBe('');
  expect(status).toBe(0);
  const { units } = JSON.parse(stdout) as {
    readonly units: readonly { readonly start: number; readonly end: number; readonly score: number }[];
  };
  return new Map(units.map(({ start, end, score }) => [`${start} ${end}`, score]));
}
