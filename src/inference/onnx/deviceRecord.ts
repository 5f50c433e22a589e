import { readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import { DEVICE_RECORD_FILE, TRIAL_FILE } from '../../model/preparedFile';
import { makeFolder, readJson, writeWhole } from '../../node/files';
import { isAlive } from '../../node/lock';
import { DEVICE_COMPARISON, DEVICE_FAILURE } from '../messages';
import type { DeviceComparison, DeviceFailure } from '../protocol';
import type { Gpu } from './gpu';

/** Everything besides the weights on which the answers of a GPU and their time depend. What was kept under other conditions is not used. */
export interface Conditions {
  /** The machine's name: several may share a folder of models. */
  readonly machine: string;
  /** The version of onnxruntime. */
  readonly runtime: string;
  /** The graphics cards and their driver, as far as the system tells. */
  readonly adapters: readonly string[];
  /** The number format of the weights. */
  readonly precision: string;
}

/** Who asked for the GPU: a measurement (`auto`), or the reader by the setting (`gpu`). */
export type Wanted = 'auto' | 'gpu';

const FAILED = v.strictObject({ failure: DEVICE_FAILURE, wanted: v.picklist(['auto', 'gpu']) });
const RECORD = v.strictObject({
  machine: v.string(),
  runtime: v.string(),
  adapters: v.array(v.string()),
  precision: v.string(),
  comparison: v.exactOptional(DEVICE_COMPARISON),
  failed: v.exactOptional(FAILED),
});
const TRIAL = v.strictObject({ machine: v.string(), worked: v.boolean(), wanted: v.picklist(['auto', 'gpu']) });

/** What is known of a model on the GPU. */
export interface Known {
  readonly comparison?: DeviceComparison;
  readonly failed?: { readonly failure: DeviceFailure; readonly wanted: Wanted };
}

/**
 * What this machine has learnt about one state of a model on its GPU, kept beside the files made from its weights: the comparison with the
 * CPU, and the last failure.
 *
 * A driver may end the process, which then keeps nothing. So each process that uses the GPU leaves a file of its own, its trial, from before
 * it touches the GPU until the model is freed.
 */
export class DeviceRecord {
  /** @param folder for files made from this state of the weights */
  constructor(
    private readonly folder: string,
    private readonly conditions: Conditions,
  ) {}

  /** What is known, including what the trials of ended processes show. */
  async read(gpu: Gpu): Promise<Known> {
    await this.settle(gpu);
    const value = await readJson(this.file);
    if (!v.is(RECORD, value)) return {};
    const { precision, comparison, failed } = value;
    if (placeOf(value) !== placeOf(this.conditions)) return {};
    return {
      ...(comparison && precision === this.conditions.precision ? { comparison } : {}),
      ...(failed ? { failed } : {}),
    };
  }

  /** Keeps what is known now, in place of what was known. */
  async keep(known: Known): Promise<void> {
    await this.makeFolder();
    await writeWhole(this.file, `${JSON.stringify({ ...this.conditions, ...known }, undefined, 2)}\n`);
  }

  /** Keeps a failure beside the comparison. */
  async keepFailure(failure: DeviceFailure, wanted: Wanted, gpu: Gpu): Promise<void> {
    const { comparison } = await this.read(gpu);
    await this.keep({ ...(comparison ? { comparison } : {}), failed: { failure, wanted } });
  }

  /**
   * Leaves the trial of this process.
   *
   * @param worked whether the GPU has run the model
   */
  async leaveTrial(wanted: Wanted, worked: boolean): Promise<void> {
    await this.makeFolder();
    await writeWhole(
      this.trialOf(process.pid),
      `${JSON.stringify({ machine: this.conditions.machine, worked, wanted })}\n`,
    );
  }

  async removeTrial(): Promise<void> {
    await rm(this.trialOf(process.pid), { force: true });
  }

  /**
   * Removes the trials of ended processes and keeps the failures that they show. A process that is known to have crashed has failed; one
   * that the host stopped has not. Of any other it is not known why it ended: its window or the whole machine may have gone. It has failed
   * unless the GPU had run the model.
   */
  private async settle(gpu: Gpu): Promise<void> {
    const names = await readdir(this.folder).catch(() => []);
    for (const name of names) {
      const pid = Number(TRIAL_FILE.exec(name)?.[1]);
      if (!(pid > 0) || pid === process.pid || isAlive(pid)) continue;
      const trial = await readJson(join(this.folder, name));
      const isOurs = !v.is(TRIAL, trial) || trial.machine === this.conditions.machine;
      if (isOurs) await rm(join(this.folder, name), { force: true });
      if (!isOurs || !v.is(TRIAL, trial)) continue;
      const hasFailed = gpu.endOf(pid)?.crashed ?? !trial.worked;
      if (hasFailed) await this.keepFailure('crashed', trial.wanted, gpu);
    }
  }

  private get file(): string {
    return join(this.folder, DEVICE_RECORD_FILE);
  }

  private trialOf(pid: number): string {
    return join(this.folder, `gpu-${pid}.json`);
  }

  private async makeFolder(): Promise<void> {
    await makeFolder(dirname(this.folder));
    await makeFolder(this.folder);
  }
}

/** The conditions of failures; those of a comparison include the precision. */
function placeOf({ machine, runtime, adapters }: Omit<Conditions, 'precision'>): string {
  return JSON.stringify([machine, runtime, adapters]);
}
