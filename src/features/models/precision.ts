import vscode = require('vscode');
import type { Answer } from '../../core/answers/answer';
import { KEYWORD, SMALL_MODEL } from '../../core/answers/engineName';
import type { Compared, InferenceClient } from '../../inference/client';
import type { Passages } from '../../inference/passages';
import type { PrecisionComparison } from '../../inference/protocol';
import { Disposable } from '../../platform/disposable';
import { log } from '../../platform/log';
import type { Prompts } from '../../platform/prompts';
import type { Settings } from '../../platform/settings';
import type { Models } from './models';
import type { Trial } from './trials';

/**
 * The setting `evidence.precision`. With `auto`, 8 bits are compared with floats on this machine after the first answer of a full model,
 * and the result is kept with the model.
 */
export class PrecisionChoice extends Disposable implements Trial {
  /** Models whose comparison runs or is done. */
  private readonly known = new Set<string>();

  constructor(
    private readonly models: Models,
    private readonly client: InferenceClient,
    private readonly settings: Settings,
    private readonly prompts: Prompts,
    private readonly passages: Passages,
  ) {
    super();
    this.register(models.onDidChange(() => this.known.clear()));
  }

  /** Compares the precisions of a model; undefined when it was cancelled or the engine has one precision only. */
  async compare(
    model: string,
    paper: Answer | undefined,
    again: boolean,
    signal: AbortSignal,
  ): Promise<Compared | undefined> {
    const engine = await this.models.local(model);
    // The model that comes with the extension has one precision only.
    if (engine.kind === 'keyword' || engine.precision !== 'auto') return undefined;
    return await this.client.compare({ engine, passages: await this.passages.get(paper), again }, signal);
  }

  async afterAnswer(model: string, answer: Answer, signal: AbortSignal): Promise<void> {
    if (this.settings.precision !== 'auto' || !hasPrecisions(model) || this.known.has(model)) return;
    this.known.add(model);
    const compared = await this.compare(model, answer, false, signal);
    if (!compared) this.known.delete(model);
    else if (compared.isNew) this.tell(model, compared.comparison);
  }

  private tell(model: string, comparison: PrecisionComparison): void {
    log.info(`${model}: ${describeComparison(comparison)}`);
    if (comparison.accepted) return;
    void this.prompts.tell(
      'information',
      vscode.l10n.t(
        '{0} still computes with floats because with 8 bits only {1} % of the text would be on the same side of the threshold (98 % are needed).',
        model,
        percent(comparison.sameSide),
      ),
    );
  }
}

/** Whether an engine can compute with floats and with 8 bits: keyword matching has no model, and the model that ships has 8 bits only. */
export function hasPrecisions(model: string): boolean {
  return model !== KEYWORD && model !== SMALL_MODEL;
}

/** The result of a comparison in one sentence, for the log and for `Evidence Lens: Check Model`. */
export function describeComparison(comparison: PrecisionComparison): string {
  const { sameSide, spanF1, largestDifference, accepted, characters } = comparison;
  return vscode.l10n.t(
    'With 8 bits {0} % of {1} characters are on the same side of the threshold, span F1 is {2}, the largest difference {3}: {4}.',
    percent(sameSide),
    characters,
    spanF1.toFixed(3),
    largestDifference.toFixed(3),
    accepted ? vscode.l10n.t('8 bits are used') : vscode.l10n.t('floats are used'),
  );
}

/** Per cent with one decimal. It cuts and does not round, so that no share below the limit is shown as the limit. */
function percent(share: number): string {
  return (Math.floor(share * 1000) / 10).toFixed(1);
}
