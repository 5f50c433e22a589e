import vscode = require('vscode');
import type { Answer } from '../../core/answers/answer';
import type { InferenceClient } from '../../inference/client';
import { describeDevice } from '../../inference/modelReport';
import type { DeviceState } from '../../inference/protocol';
import type { Passages } from '../../inference/passages';
import { Disposable } from '../../platform/disposable';
import { localised } from '../../platform/localised';
import { log } from '../../platform/log';
import type { Settings } from '../../platform/settings';
import type { Models } from './models';
import type { Trial } from './trials';

/**
 * The setting `evidence.device`. With `auto`, the graphics card is compared with the processor on this machine after an answer, and the
 * result is kept with the model. Knows what each model has last run on.
 */
export class DeviceChoice extends Disposable implements Trial {
  private readonly states = new Map<string, DeviceState>();
  private readonly changed = this.register(new vscode.EventEmitter<void>());
  /** Fires when the state of a model has changed. */
  readonly onDidChange = this.changed.event;

  constructor(
    private readonly models: Models,
    private readonly client: InferenceClient,
    private readonly settings: Settings,
    private readonly passages: Passages,
  ) {
    super();
    this.register(models.onDidChange(() => this.states.clear()));
  }

  /** The device of a model as it was after its last answer, and what is known of the GPU; undefined before, and for keyword matching. */
  stateOf(model: string): DeviceState | undefined {
    return this.states.get(model);
  }

  /**
   * Compares both devices, also where the GPU has failed before.
   *
   * @returns undefined when it was cancelled, for keyword matching, and where the setting rules the GPU out
   */
  async compare(model: string, signal: AbortSignal): Promise<DeviceState | undefined> {
    return await this.ask(model, signal, { again: true });
  }

  /** The GPU may have failed during the answer. So the device is asked for after each one; it is measured only while nothing is known. */
  async afterAnswer(model: string, answer: Answer, signal: AbortSignal): Promise<void> {
    await this.ask(model, signal, { again: false, answer });
  }

  private async ask(
    model: string,
    signal: AbortSignal,
    { again, answer }: { readonly again: boolean; readonly answer?: Answer },
  ): Promise<DeviceState | undefined> {
    const engine = await this.models.local(model);
    if (engine.kind === 'keyword' || engine.device === undefined) return undefined;
    // A reader who has chosen the GPU does not wait for a measurement.
    const isMeasured = again || (this.settings.device === 'auto' && !this.states.has(model));
    const passages = isMeasured ? { passages: await this.passages.get(answer) } : {};
    const measured = await this.client.device({ engine, ...passages, again }, signal);
    if (!measured) return undefined;
    this.states.set(model, measured.state);
    if (measured.isNew) log.info(`${model}: ${localised(describeDevice(measured.state))}`);
    this.changed.fire();
    return measured.state;
  }
}
