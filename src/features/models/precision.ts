import vscode = require('vscode');
import type { Answer } from '../../core/answers/answer';
import { KEYWORD, SMALL_MODEL } from '../../core/answers/engineName';
import type { Compared, InferenceClient } from '../../inference/client';
import type { Passage, PrecisionComparison } from '../../inference/protocol';
import { Disposable } from '../../platform/disposable';
import { log } from '../../platform/log';
import type { Prompts } from '../../platform/prompts';
import type { Settings } from '../../platform/settings';
import type { Asker } from '../../papers/asker';
import type { Models } from './models';

/** How many passages of each paper the precisions are compared on; each takes about a second in either precision. */
const PASSAGES_OF_A_PAPER = 4;
/** Longest passage, UTF-16 code units: a longer one takes more time and tells no more. */
const MAX_PASSAGE = 3000;
/** What is asked of the sample paper. */
const SAMPLE_QUESTIONS = ['How is a paper cut into chunks?', 'Why does inference run in a process of its own?'];

/**
 * `evidence.precision: auto`. After the first answer of a full model, 8 bits are compared with floats on this machine, and the result
 * is kept with the model. A new question stops the comparison, which then waits for the next answer.
 */
export class PrecisionChoice extends Disposable {
  /** Models whose comparison runs or is done. */
  private readonly known = new Set<string>();
  private running: AbortController | undefined;

  constructor(
    private readonly models: Models,
    private readonly client: InferenceClient,
    private readonly settings: Settings,
    private readonly prompts: Prompts,
    /** The paper that ships with the extension. */
    private readonly sample: vscode.Uri,
    asker: Asker,
  ) {
    super();
    this.register(asker.onDidAnswer((answer) => void this.afterAnswer(answer)));
    this.register(asker.onDidChangeActivity(({ state }) => state === 'busy' && this.running?.abort()));
    this.register(models.onDidChange(() => this.known.clear()));
    this.register({ dispose: () => this.running?.abort() });
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
    const passages = [...(await this.ofSample()), ...(paper ? ofAnswer(paper) : [])];
    return await this.client.compare({ engine, passages, again }, signal);
  }

  private async afterAnswer(answer: Answer): Promise<void> {
    if (answer.source.kind !== 'engine') return;
    const { model } = answer.source;
    if (this.settings.precision !== 'auto' || !hasPrecisions(model) || this.known.has(model)) return;
    this.known.add(model);
    const abort = new AbortController();
    this.running = abort;
    try {
      const compared = await this.compare(model, answer, false, abort.signal);
      if (!compared) this.known.delete(model);
      else if (compared.isNew) this.tell(model, compared.comparison);
    } catch (error) {
      // Floats still answer: only speed is lost.
      log.warn(`the precisions of ${model} could not be compared: ${String(error)}`);
    } finally {
      if (this.running === abort) this.running = undefined;
    }
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

  private async ofSample(): Promise<Passage[]> {
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(this.sample));
    const outline = await this.client.outline({ text, format: 'markdown' });
    const chunks = (outline?.chunks ?? []).slice(0, PASSAGES_OF_A_PAPER);
    return chunks.map((chunk, at) => ({
      question: SAMPLE_QUESTIONS[at % SAMPLE_QUESTIONS.length]!,
      text: text.slice(chunk.start, chunk.end).slice(0, MAX_PASSAGE),
    }));
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

function ofAnswer({ question, text, outline, scope }: Answer): Passage[] {
  const chunks = (outline?.chunks ?? []).filter(
    (chunk) => !scope || (chunk.start < scope.end && chunk.end > scope.start),
  );
  return chunks
    .slice(0, PASSAGES_OF_A_PAPER)
    .map((chunk) => ({ question, text: text.slice(chunk.start, chunk.end).slice(0, MAX_PASSAGE) }));
}

/** Per cent with one decimal. It cuts and does not round, so that no share below the limit is shown as the limit. */
function percent(share: number): string {
  return (Math.floor(share * 1000) / 10).toFixed(1);
}
