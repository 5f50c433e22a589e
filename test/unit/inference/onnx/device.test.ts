import { spawnSync } from 'node:child_process';
import { readdir, writeFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { KnownError } from '../../../../src/core/errors/knownError';
import type { TokenScores } from '../../../../src/core/spans/scores';
import type { Classifier } from '../../../../src/inference/classifier';
import { compareDevices, decide } from '../../../../src/inference/onnx/device';
import { type Conditions, DeviceRecord } from '../../../../src/inference/onnx/deviceRecord';
import { Gpu } from '../../../../src/inference/onnx/gpu';
import { GpuClassifier } from '../../../../src/inference/onnx/gpuClassifier';
import { LocalClassifier } from '../../../../src/inference/onnx/localClassifier';
import type { DeviceComparison } from '../../../../src/inference/protocol';
import { largestDifference, modelFolder, sequencesOf, specOf, temporaryFolder, TOLERANCE } from './fixtures';

const CONDITIONS: Conditions = {
  machine: 'here',
  runtime: '1.0.0',
  adapters: ['0x10de:0x1', '550'],
  precision: 'as published',
};
const COMPARISON: DeviceComparison = {
  ...{ characters: 10, sameSpans: true, largestDifference: 0, cpuMs: 2, gpuMs: 1, accepted: true },
};
const never = new AbortController().signal;

/** A Gpu, and what it told the host. */
function gpuOf(): { gpu: Gpu; told: boolean[] } {
  const told: boolean[] = [];
  return { gpu: new Gpu((inUse) => told.push(inUse)), told };
}

async function recordIn(folder: string, conditions: Partial<Conditions> = {}): Promise<DeviceRecord> {
  await mkdir(folder, { recursive: true });
  return new DeviceRecord(folder, { ...CONDITIONS, ...conditions });
}

/** The id of a process that has ended. */
function endedProcess(): number {
  return spawnSync(process.execPath, ['--version']).pid;
}

/** Scores of one text of 40 characters in two tokens. */
function scored(first: number, second: number): TokenScores {
  const window = {
    starts: Uint32Array.of(0, 20),
    ends: Uint32Array.of(20, 40),
    probabilities: Float32Array.of(first, second),
  };
  return { kind: 'tokens', windows: [window] };
}

describe('the choice of a device', () => {
  const failed = (wanted: 'auto' | 'gpu') => ({ failed: { failure: 'crashed', wanted } }) as const;
  it.each([
    ['auto', 'nothing is known', {}, 'cpu'],
    ['auto', 'the GPU was accepted', { comparison: COMPARISON }, 'gpu'],
    ['auto', 'the GPU was not accepted', { comparison: { ...COMPARISON, accepted: false } }, 'cpu'],
    ['auto', 'an accepted GPU has failed since', { comparison: COMPARISON, ...failed('auto') }, 'cpu'],
    ['auto', 'it failed when the reader asked for it', { comparison: COMPARISON, ...failed('gpu') }, 'cpu'],
    ['gpu', 'nothing is known', {}, 'gpu'],
    ['gpu', 'the GPU was not accepted', { comparison: { ...COMPARISON, accepted: false } }, 'gpu'],
    ['gpu', 'it failed in a measurement', failed('auto'), 'gpu'],
    ['gpu', 'it failed when the reader asked for it', failed('gpu'), 'cpu'],
  ] as const)('%s when %s', (wanted, _what, known, device) => {
    const state = decide(wanted, known);
    expect(state.device).toBe(device);
    expect(state.failure).toBe(device === 'cpu' && 'failed' in known ? 'crashed' : undefined);
  });

  const text = 'x'.repeat(40);
  const passages = [{ question: 'q', text }];
  it.each([
    ['equal and faster', scored(0.9, 0.1), 1, true],
    ['within 0.01 and faster', scored(0.8901, 0.1099), 1, true],
    ['more than 0.01 apart', scored(0.889, 0.1), 1, false],
    ['not faster', scored(0.9, 0.1), 2, false],
  ])('a GPU that is %s', (_what, onGpu, ms, accepted) => {
    const comparison = compareDevices(passages, [scored(0.9, 0.1)], { scores: [onGpu], ms }, 2);
    expect(comparison.accepted).toBe(accepted);
  });

  it('a span that only one device has is no equal answer, however small the difference', () => {
    const comparison = compareDevices(passages, [scored(0.9, 0.199)], { scores: [scored(0.9, 0.201)], ms: 1 }, 2);
    expect(comparison).toMatchObject({ sameSpans: false, accepted: false });
    expect(comparison.largestDifference).toBeCloseTo(0.002);
  });

  it('no text proves nothing', () => {
    expect(compareDevices([], [], { scores: [], ms: 1 }, 2).accepted).toBe(false);
  });
});

describe('what is kept of a GPU', () => {
  it('a comparison is kept for the same runtime, card and precision only', async () => {
    const folder = join(await temporaryFolder(), 'state');
    const { gpu } = gpuOf();
    await (await recordIn(folder)).keep({ comparison: COMPARISON });
    const read = async (conditions: Partial<Conditions>) => (await recordIn(folder, conditions)).read(gpu);
    expect(await read({})).toEqual({ comparison: COMPARISON });
    expect(await read({ machine: 'there' })).toEqual({});
    expect(await read({ runtime: '2.0.0' })).toEqual({});
    expect(await read({ adapters: ['0x10de:0x1', '560'] })).toEqual({});
    expect(await read({ precision: 'int8-127' })).toEqual({});
    await writeFile(join(folder, 'gpu.json'), '{"half');
    expect(await read({})).toEqual({});
  });

  it.each([
    ['crashed, in its first use', false, true, 'crashed'],
    ['crashed, in a later use', true, true, 'crashed'],
    ['was stopped by the host', false, false, undefined],
    ['ended unseen, in its first use', false, undefined, 'crashed'],
    ['ended unseen, after the GPU had worked', true, undefined, undefined],
  ])('a process that %s', async (_what, worked, crashed, failure) => {
    const folder = join(await temporaryFolder(), 'state');
    const record = await recordIn(folder);
    const pid = endedProcess();
    await writeFile(join(folder, `gpu-${pid}.json`), JSON.stringify({ machine: 'here', worked, wanted: 'gpu' }));
    const { gpu } = gpuOf();
    if (crashed !== undefined) gpu.note({ pid, crashed });
    expect((await record.read(gpu)).failed?.failure).toBe(failure);
    expect((await readdir(folder)).filter((name) => name !== 'gpu.json')).toEqual([]);
    // It is remembered, also by a process that has heard nothing of it.
    expect((await record.read(gpuOf().gpu)).failed?.failure).toBe(failure);
  });

  it('the trial of a process on another machine is left to that machine', async () => {
    const folder = join(await temporaryFolder(), 'state');
    const record = await recordIn(folder);
    const name = `gpu-${endedProcess()}.json`;
    await writeFile(join(folder, name), JSON.stringify({ machine: 'there', worked: false, wanted: 'auto' }));
    expect(await record.read(gpuOf().gpu)).toEqual({});
    expect(await readdir(folder)).toEqual([name]);
  });

  it('the trial of a process that still runs says nothing', async () => {
    const folder = join(await temporaryFolder(), 'state');
    const record = await recordIn(folder);
    await writeFile(
      join(folder, `gpu-${process.ppid}.json`),
      JSON.stringify({ machine: 'here', worked: false, wanted: 'auto' }),
    );
    expect(await record.read(gpuOf().gpu)).toEqual({});
    expect(await readdir(folder)).toEqual([`gpu-${process.ppid}.json`]);
  });
});

describe('a GPU that fails', () => {
  const spec = async () => ({ ...specOf(modelFolder('plain'), await temporaryFolder()), device: 'gpu' as const });
  const [sequence] = sequencesOf('plain');

  /** The real classifier, which fails from the run with this number on. */
  const failing = async (at: number, fail: () => Float32Array[] | Promise<never>): Promise<Classifier> => {
    const real = await LocalClassifier.load(await spec());
    let runs = 0;
    return {
      architecture: real.architecture,
      run: (sequences, signal) => (runs++ >= at ? Promise.resolve(fail()) : real.run(sequences, signal)),
      dispose: () => real.dispose(),
    };
  };
  const found = (): Promise<void> => Promise.resolve();
  const lost = (): Promise<never> => Promise.reject(new Error('device lost'));
  const noNumbers = (): Float32Array[] => [new Float32Array(sequence!.ids.length).fill(NaN)];

  it.each([
    ['does not load the model', () => Promise.reject(new Error('no memory')), 'refused'],
    ['fails at its first run', () => failing(0, lost), 'refused'],
    ['computes no numbers at its first run', () => failing(0, noNumbers), 'refused'],
    ['is lost later', () => failing(1, lost), 'failed'],
    ['computes no numbers later', () => failing(1, noNumbers), 'failed'],
  ])('the CPU answers when it %s, and this is remembered', async (_what, load, failure) => {
    vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const folder = join(await temporaryFolder(), 'state');
    const record = await recordIn(folder);
    const { gpu, told } = gpuOf();
    const classifier = await GpuClassifier.load(await spec(), 'gpu', gpu, record, { probe: found, load });
    for (let time = 0; time < 2; time++) {
      const [logits] = await classifier.run([sequence!], never);
      expect(largestDifference(logits!, sequence!.logits)).toBeLessThan(TOLERANCE);
    }
    await classifier.dispose();
    expect((await record.read(gpu)).failed).toEqual({ failure, wanted: 'gpu' });
    expect(await readdir(folder)).toEqual(['gpu.json']);
    expect(told).toEqual([true, false]);
    vi.restoreAllMocks();
  });

  it('while a model is on the GPU its trial stands, and it goes with the model', async () => {
    const folder = join(await temporaryFolder(), 'state');
    const { gpu, told } = gpuOf();
    const load = async (): Promise<Classifier> => {
      expect(await readdir(folder)).toEqual([`gpu-${process.pid}.json`]);
      return await failing(9, lost);
    };
    const classifier = await GpuClassifier.load(await spec(), 'gpu', gpu, await recordIn(folder), {
      probe: found,
      load,
    });
    expect(told).toEqual([true]);
    expect(await readdir(folder)).toEqual([`gpu-${process.pid}.json`]);
    await classifier.dispose();
    expect(told).toEqual([true, false]);
    expect(await readdir(folder)).toEqual([]);
  });

  it('a model that neither device takes is no failure of the GPU', async () => {
    vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const record = await recordIn(join(await temporaryFolder(), 'state'));
    const { gpu, told } = gpuOf();
    const nowhere = { ...(await spec()), folder: await temporaryFolder() };
    const load = () => LocalClassifier.load(nowhere);
    const loading = GpuClassifier.load(nowhere, 'gpu', gpu, record, { probe: found, load });
    await expect(loading).rejects.toMatchObject({ code: 'modelNotInstalled' });
    expect(await record.read(gpu)).toEqual({});
    expect(told).toEqual([true, false]);
    vi.restoreAllMocks();
  });

  it('a token without an embedding is no failure of the GPU', async () => {
    const record = await recordIn(join(await temporaryFolder(), 'state'));
    const { gpu } = gpuOf();
    const classifier = await GpuClassifier.load(await spec(), 'gpu', gpu, record, {
      probe: found,
      load: () => failing(9, lost),
    });
    await expect(classifier.run([{ ids: [1, 99_999], types: [0, 0] }], never)).rejects.toBeInstanceOf(KnownError);
    expect(await record.read(gpu)).toEqual({});
    await classifier.dispose();
  });
});
