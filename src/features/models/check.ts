import vscode = require('vscode');
import type { InferenceClient } from '../../inference/client';
import { checkModel } from '../../inference/modelCheck';
import { describeCheck, describeDevice, describeFiles, speedOf, summaryOf } from '../../inference/modelReport';
import { CATALOGUE, parseModelName, sourceOf } from '../../model/store/catalogue';
import { formatBytes } from '../../core/text/sentence';
import { verifyModel } from '../../model/store/verify';
import { Command } from '../../platform/commands';
import { Disposable } from '../../platform/disposable';
import { isLogUseful, sentenceOf } from '../../platform/failures';
import { localised } from '../../platform/localised';
import { log } from '../../platform/log';
import { type Report, withProgress } from '../../platform/progress';
import type { Prompts } from '../../platform/prompts';
import type { Settings } from '../../platform/settings';
import type { Downloads } from './downloads';
import type { Models } from './models';
import type { DeviceChoice } from './device';
import { describeComparison, hasPrecisions, type PrecisionChoice } from './precision';

/** `Evidence Lens: Check Model`: verifies the files, runs the model card's example and measures it. The log and one message get the result. */
export class CheckModel extends Disposable {
  constructor(
    private readonly models: Models,
    private readonly downloads: Downloads,
    private readonly client: InferenceClient,
    private readonly settings: Settings,
    private readonly prompts: Prompts,
    private readonly precision: PrecisionChoice,
    private readonly devices: DeviceChoice,
  ) {
    super();
    const run = (model?: unknown): Promise<string | undefined> =>
      this.run(typeof model === 'string' ? model : this.settings.model());
    this.register(vscode.commands.registerCommand(Command.checkModel, run));
  }

  /** Checks a model. Resolves to the message that the reader got; undefined when the reader cancelled. */
  private async run(model: string): Promise<string | undefined> {
    const name = parseModelName(model);
    const checked = name.kind === 'keyword' ? CATALOGUE[0].id : model;
    try {
      const message = await this.withProgress(checked, (signal, report) => this.check(checked, signal, report));
      if (message === undefined) return undefined;
      void this.tellAll('information', message, true);
      return message;
    } catch (error) {
      const message = sentenceOf(error);
      // A reader's own folder and the model that ships cannot be downloaded.
      const canGet = name.kind !== 'folder' && sourceOf(checked) !== undefined;
      void this.tellAll('error', message, isLogUseful(error), canGet ? checked : undefined);
      return message;
    }
  }

  private async check(model: string, signal: AbortSignal, report: Report): Promise<string | undefined> {
    const name = parseModelName(model);
    const installed = name.kind === 'id' ? await this.models.store.find(name.id) : undefined;
    if (installed) {
      const files = await verifyModel(installed, signal, (done, total) =>
        report(vscode.l10n.t('verifying, {0} of {1}', formatBytes(done), formatBytes(total))),
      );
      for (const line of describeFiles(files)) log.info(line);
    }
    // Throws when the model is not installed or is damaged.
    const engine = await this.models.local(model);
    if (engine.kind === 'keyword') return undefined;
    report(vscode.l10n.t("running the model card's example"));
    const result = await checkModel(this.client, engine, signal);
    if (!result) return undefined;
    for (const line of describeCheck(result, engine)) log.info(line);
    const sentences = [`${model}: ${summaryOf(result)}`, `${speedOf(result)}.`];
    if (this.settings.precision === 'auto' && hasPrecisions(model)) {
      report(vscode.l10n.t('comparing 8 bits with floats'));
      const compared = await this.precision.compare(model, undefined, true, signal);
      if (!compared) return undefined;
      sentences.push(describeComparison(compared.comparison));
      log.info(sentences.at(-1)!);
    }
    if (this.settings.device !== 'cpu') {
      report(vscode.l10n.t('comparing the graphics card with the processor'));
      const state = await this.devices.compare(model, signal);
      if (!state) return undefined;
      sentences.push(localised(describeDevice(state)));
    }
    return sentences.join(' ');
  }

  private async tellAll(
    kind: 'information' | 'error',
    message: string,
    hasLog: boolean,
    download?: string,
  ): Promise<void> {
    const showLog = vscode.l10n.t('Show Log');
    const again = vscode.l10n.t('Download');
    const buttons = [...(download === undefined ? [] : [again]), ...(hasLog ? [showLog] : [])];
    const choice = await this.prompts.tell(kind, message, ...buttons);
    if (choice === showLog) log.show();
    if (choice === again && download !== undefined) await this.downloads.get(download);
  }

  /** Runs work that the reader can cancel; resolves to undefined when the reader did. */
  private async withProgress<T>(
    model: string,
    work: (signal: AbortSignal, report: Report) => Promise<T>,
  ): Promise<T | undefined> {
    const abort = new AbortController();
    try {
      return await withProgress(
        vscode.l10n.t('Checking {0}', model),
        () => abort.abort(),
        (report) => work(abort.signal, report),
      );
    } catch (error) {
      if (abort.signal.aborted) return undefined;
      throw error;
    }
  }
}
