import { KnownError } from '../../core/errors/knownError';
import type { Architecture } from '../../model/architecture';
import type { Classifier } from '../classifier';
import type { DeviceFailure, OnnxSpec } from '../protocol';
import type { Sequence } from '../tokenizer/pair';
import { deviceState, recordOf } from './device';
import type { DeviceRecord, Wanted } from './deviceRecord';
import type { Gpu } from './gpu';
import { LocalClassifier } from './localClassifier';
import { probeGpu } from './probe';
import { loadRuntime } from './runtime';

/** How a model is loaded on the GPU. */
export interface GpuLoader {
  /** Rejects where there is no GPU. */
  probe(): Promise<void>;
  load(): Promise<Classifier>;
}

/** Runs before the first text, so that the GPU has made its programs and is known to work. Token 0 is in every vocabulary. */
const WARM_UP: Sequence = { ids: new Array<number>(16).fill(0), types: new Array<number>(16).fill(0) };

/**
 * A classifier that runs here, on the device that `deviceState` names.
 *
 * @param gpu without it, the CPU
 * @throws KnownError when the model cannot be loaded
 */
export async function loadClassifier(spec: OnnxSpec, gpu?: Gpu): Promise<Classifier> {
  if (!gpu || spec.device === undefined || (await deviceState(spec, gpu)).device === 'cpu') {
    return await LocalClassifier.load(spec);
  }
  const runtime = await loadRuntime(spec.threads);
  return await GpuClassifier.load(spec, spec.device, gpu, (await recordOf(spec))!, {
    probe: () => probeGpu(runtime),
    load: () => LocalClassifier.load(spec, 'gpu'),
  });
}

/**
 * A classifier on the GPU. When the GPU does not take the model or fails later, the CPU answers instead, beginning with the sequences on
 * which the GPU failed. The failure is kept with the model.
 */
export class GpuClassifier implements Classifier {
  private onGpu = true;

  private constructor(
    private readonly spec: OnnxSpec,
    private readonly wanted: Wanted,
    private readonly gpu: Gpu,
    private readonly record: DeviceRecord,
    private loaded: Classifier,
  ) {}

  static async load(
    spec: OnnxSpec,
    wanted: Wanted,
    gpu: Gpu,
    record: DeviceRecord,
    loader: GpuLoader,
  ): Promise<Classifier> {
    gpu.begin();
    try {
      await record.leaveTrial(wanted, false);
    } catch (error) {
      // The trial cannot be kept. Then a driver that ends the process could do so at every start, so the CPU is used.
      gpu.end();
      warn(spec, error);
      return await LocalClassifier.load(spec);
    }
    let failure: DeviceFailure = 'missing';
    let loaded: Classifier | undefined;
    try {
      await loader.probe();
      failure = 'refused';
      loaded = await loader.load();
      demandNumbers(await loaded.run([WARM_UP], new AbortController().signal));
      await record.leaveTrial(wanted, true);
      return new GpuClassifier(spec, wanted, gpu, record, loaded);
    } catch (error) {
      await loaded?.dispose().catch(() => undefined);
      gpu.end();
      await record.removeTrial();
      warn(spec, error);
      // When the CPU does not take the model either, the model is at fault, and no failure of the GPU is kept.
      const onCpu = await LocalClassifier.load(spec);
      await keepFailure(spec, record, failure, wanted, gpu);
      return onCpu;
    }
  }

  get architecture(): Architecture {
    return this.loaded.architecture;
  }

  async run(sequences: readonly Sequence[], signal: AbortSignal): Promise<readonly Float32Array[]> {
    if (!this.onGpu) return await this.loaded.run(sequences, signal);
    try {
      return demandNumbers(await this.loaded.run(sequences, signal));
    } catch (error) {
      signal.throwIfAborted();
      // The tokens are at fault: the CPU would fail in the same way.
      if (error instanceof KnownError) throw error;
      await this.leaveGpu(error);
      const results = await this.loaded.run(sequences, signal);
      // Where the CPU computes no numbers either, the weights are at fault.
      if (areNumbers(results)) await keepFailure(this.spec, this.record, 'failed', this.wanted, this.gpu);
      return results;
    }
  }

  async dispose(): Promise<void> {
    await this.loaded.dispose();
    if (!this.onGpu) return;
    this.gpu.end();
    await this.record.removeTrial();
  }

  /** The CPU has the model from here on. */
  private async leaveGpu(error: unknown): Promise<void> {
    await this.dispose().catch(() => undefined);
    this.onGpu = false;
    warn(this.spec, error);
    this.loaded = await LocalClassifier.load(this.spec);
  }
}

/** When the failure cannot be kept, the GPU is tried again at the next start. */
async function keepFailure(
  spec: OnnxSpec,
  record: DeviceRecord,
  failure: DeviceFailure,
  wanted: Wanted,
  gpu: Gpu,
): Promise<void> {
  await record.keepFailure(failure, wanted, gpu).catch((error: unknown) => warn(spec, error));
}

function warn({ folder }: OnnxSpec, error: unknown): void {
  process.stderr.write(`the CPU runs ${folder} in place of the GPU: ${String(error)}\n`);
}

function areNumbers(results: readonly Float32Array[]): boolean {
  return results.every((logits) => logits.every(Number.isFinite));
}

function demandNumbers(results: readonly Float32Array[]): readonly Float32Array[] {
  if (areNumbers(results)) return results;
  throw new Error('the GPU computed no numbers');
}
