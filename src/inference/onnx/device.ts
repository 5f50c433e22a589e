import { hostname } from 'node:os';
import { isDeepStrictEqual } from 'node:util';
import { KnownError } from '../../core/errors/knownError';
import { agreementOf } from '../../core/metrics/agreement';
import type { TokenScores } from '../../core/spans/scores';
import { DEFAULT_SPAN_OPTIONS, deriveSpans } from '../../core/spans/spans';
import type { Device, DeviceComparison, DeviceFailure, DeviceState, OnnxSpec, Passage } from '../protocol';
import { WindowReader } from '../windows';
import { adapters } from './adapters';
import { DeviceRecord, type Known, type Wanted } from './deviceRecord';
import type { Gpu } from './gpu';
import { LocalClassifier } from './localClassifier';
import { planOf } from './preparation';
import { probeGpu } from './probe';
import { loadRuntime } from './runtime';

/** `auto` uses the GPU when no score differs by more than this from the CPU's, and all spans are equal. */
const MOST_DIFFERENCE = 0.01;

/** The record of a model on this machine's GPU; undefined when this build of onnxruntime has no provider for one. */
export async function recordOf(spec: OnnxSpec): Promise<DeviceRecord | undefined> {
  const runtime = await loadRuntime(spec.threads);
  if (runtime.targets.gpu === undefined) return undefined;
  const { prepared, largest } = await planOf(spec);
  const precision = largest === undefined ? 'as published' : `int8-${largest}`;
  return new DeviceRecord(prepared, {
    machine: hostname(),
    runtime: runtime.version,
    adapters: await adapters(),
    precision,
  });
}

/**
 * The device that runs a model, and what is known of the GPU.
 *
 * @throws KnownError when there is no such model
 */
export async function deviceState(spec: OnnxSpec, gpu: Gpu): Promise<DeviceState> {
  const { device: wanted } = spec;
  if (wanted === undefined) return { device: 'cpu' };
  const record = await recordOf(spec);
  return record ? decide(wanted, await record.read(gpu)) : { device: 'cpu', failure: 'missing' };
}

/** A GPU that failed when a measurement (`auto`) used it is tried once more when the reader asks for it (`gpu`). */
export function decide(wanted: Wanted, { comparison, failed }: Known): DeviceState {
  const failure = failed && (wanted === 'auto' || failed.wanted === 'gpu') ? failed.failure : undefined;
  const isWanted = wanted === 'gpu' || comparison?.accepted === true;
  return {
    device: isWanted && failure === undefined ? 'gpu' : 'cpu',
    ...(comparison ? { comparison } : {}),
    ...(failure ? { failure } : {}),
  };
}

/** Passages scored on one device. */
export interface Timed {
  readonly scores: readonly TokenScores[];
  readonly ms: number;
}

/**
 * Judges the scores of a GPU.
 *
 * @param published the scores on the CPU, with weights as they were published
 * @param cpuMs the time of the passages on the CPU, in the precision that it uses
 */
export function compareDevices(
  passages: readonly Passage[],
  published: readonly TokenScores[],
  onGpu: Timed,
  cpuMs: number,
): DeviceComparison {
  const scored = passages.map(({ text }, at) => ({ text, first: published[at]!, second: onGpu.scores[at]! }));
  const { characters, largestDifference } = agreementOf(scored, DEFAULT_SPAN_OPTIONS);
  const places = (scores: TokenScores, text: string): unknown =>
    deriveSpans(scores, text, DEFAULT_SPAN_OPTIONS).map(({ start, end }) => [start, end]);
  const sameSpans = scored.every(({ text, first, second }) =>
    isDeepStrictEqual(places(first, text), places(second, text)),
  );
  const accepted = characters > 0 && sameSpans && largestDifference <= MOST_DIFFERENCE && onGpu.ms < cpuMs;
  return { characters, sameSpans, largestDifference, cpuMs, gpuMs: onGpu.ms, accepted };
}

/**
 * Compares a model on both devices and keeps the result with the model. From then on, `auto` follows it.
 *
 * @param makeRoom frees other models; called only when there is a GPU
 * @throws KnownError when the model cannot be loaded on the CPU
 */
export async function measureDevice(
  spec: OnnxSpec,
  passages: readonly Passage[],
  signal: AbortSignal,
  gpu: Gpu,
  makeRoom: () => Promise<void>,
): Promise<DeviceState> {
  const { device: wanted = 'auto' } = spec;
  const record = await recordOf(spec);
  if (!record) return { device: 'cpu', failure: 'missing' };
  const fail = async (failure: DeviceFailure, error: unknown): Promise<DeviceState> => {
    process.stderr.write(`the GPU is not used for ${spec.folder}: ${failure}: ${String(error)}\n`);
    await record.keepFailure(failure, wanted, gpu);
    return decide(wanted, await record.read(gpu));
  };
  const onGpu = await withTrial(record, wanted, gpu, async () => {
    try {
      await probeGpu(await loadRuntime(spec.threads));
    } catch (error) {
      return { failure: 'missing', error } as const;
    }
    await makeRoom();
    try {
      return await score(spec, 'gpu', passages, signal);
    } catch (error) {
      signal.throwIfAborted();
      const hasNoNumbers = error instanceof KnownError && error.code === 'damagedModel';
      return { failure: hasNoNumbers ? 'failed' : 'refused', error } as const;
    }
  });
  if ('failure' in onGpu) return await fail(onGpu.failure, onGpu.error);
  const cpu = await score(spec, 'cpu', passages, signal);
  const isPublished = (await planOf(spec)).largest === undefined;
  const { scores } = isPublished ? cpu : await score({ ...spec, precision: 'fp32' }, 'cpu', passages, signal);
  const comparison = compareDevices(passages, scores, onGpu, cpu.ms);
  await record.keep({ comparison });
  return decide(wanted, { comparison });
}

/** Runs work on the GPU and keeps a trial on the disk meanwhile: if the process ends, the next one finds the trial. */
async function withTrial<T>(record: DeviceRecord, wanted: Wanted, gpu: Gpu, work: () => Promise<T>): Promise<T> {
  gpu.begin();
  try {
    await record.leaveTrial(wanted, false);
    return await work();
  } finally {
    gpu.end();
    await record.removeTrial();
  }
}

/** Scores passages on a device. The time is that of a second run: in the first one a GPU also makes its programs. */
async function score(
  spec: OnnxSpec,
  device: Device,
  passages: readonly Passage[],
  signal: AbortSignal,
): Promise<Timed> {
  const reader = await WindowReader.load(spec.folder, () => LocalClassifier.load(spec, device));
  try {
    const scores = await reader.scorePassages(passages, signal);
    const began = performance.now();
    await reader.scorePassages(passages, signal);
    return { scores, ms: performance.now() - began };
  } finally {
    await reader.dispose();
  }
}
