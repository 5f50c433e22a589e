import vscode = require('vscode');
import { KEYWORD } from '../../core/answers/engineName';
import type { InferenceClient } from '../../inference/client';
import { parseModelName, sourceOf } from '../../model/store/catalogue';
import { sentenceOf } from '../../platform/failures';
import type { Prompts } from '../../platform/prompts';
import type { Downloads } from './downloads';
import { answerHereLabel, type ServerAccess } from './serverAccess';
import type { KnownError } from '../../core/errors/knownError';

/** What can be done when a question failed. Each recovery resolves to the model to ask again, or undefined to give up. */
export class ErrorRecovery {
  constructor(
    private readonly client: InferenceClient,
    private readonly downloads: Downloads,
    private readonly prompts: Prompts,
    private readonly server: ServerAccess,
  ) {}

  /** Finds the recovery for an error; undefined when there is none, and then the caller must tell the reader. */
  for(error: KnownError, model: string): (() => Promise<string | undefined>) | undefined {
    if (error.code === 'workerUnavailable') return () => this.restart(sentenceOf(error), model);
    if (error.code === 'modelNotInstalled' || error.code === 'damagedModel')
      return () => this.offer(sentenceOf(error), model);
    if (error.code === 'serverFailed') return () => this.withoutServer(sentenceOf(error), model);
    return undefined;
  }

  /** The server does not answer: the reader decides whether this machine shall, from now on. */
  private async withoutServer(message: string, model: string): Promise<string | undefined> {
    const retry = vscode.l10n.t('Try Again');
    const choice = await this.prompts.tell('error', message, answerHereLabel(), retry);
    if (choice === answerHereLabel()) this.server.answerHere();
    return choice === undefined ? undefined : model;
  }

  /** After repeated crashes the reader decides whether to try again. */
  private async restart(message: string, model: string): Promise<string | undefined> {
    const retry = vscode.l10n.t('Try Again');
    if ((await this.prompts.tell('error', message, retry)) !== retry) return undefined;
    this.client.retry();
    return model;
  }

  /** A model is missing or damaged: offers to get it, or to answer by keywords now. */
  private async offer(message: string, model: string): Promise<string | undefined> {
    const name = parseModelName(model);
    const source = name.kind === 'id' ? sourceOf(name.id) : undefined;
    const download = vscode.l10n.t('Download');
    const keywords = vscode.l10n.t('Answer by Keywords Now');
    const detail = source ? await this.downloads.describe(source).catch(() => '') : '';
    const labels = source ? [download, keywords] : [keywords];
    const choice = await this.prompts.choose(message, detail, ...labels);
    if (choice === keywords) return KEYWORD;
    if (choice !== download || !source) return undefined;
    return (await this.downloads.get(source.id, true)) ? model : undefined;
  }
}
