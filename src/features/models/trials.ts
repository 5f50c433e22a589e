import type { Answer } from '../../core/answers/answer';
import type { Asker } from '../../papers/asker';
import { Disposable } from '../../platform/disposable';
import { log } from '../../platform/log';

/** Something that is measured of a model on this machine, once it has answered. */
export interface Trial {
  /** Does nothing when it is known already. Rejects with an error for the log. */
  afterAnswer(model: string, answer: Answer, signal: AbortSignal): Promise<void>;
}

/** Runs the trials of a model after an answer, one after the other. A new question stops them, and they wait for the next answer. */
export class Trials extends Disposable {
  private running: AbortController | undefined;

  constructor(
    asker: Asker,
    private readonly trials: readonly Trial[],
  ) {
    super();
    this.register(asker.onDidAnswer((answer) => void this.afterAnswer(answer)));
    this.register(asker.onDidChangeActivity(({ state }) => state === 'busy' && this.running?.abort()));
    this.register({ dispose: () => this.running?.abort() });
  }

  private async afterAnswer(answer: Answer): Promise<void> {
    // What a server answers says nothing of this machine, which may not even have the weights.
    if (answer.source.kind !== 'engine' || answer.source.server !== undefined) return;
    const { model } = answer.source;
    const abort = new AbortController();
    this.running = abort;
    for (const trial of this.trials) {
      try {
        if (!abort.signal.aborted) await trial.afterAnswer(model, answer, abort.signal);
      } catch (error) {
        // The model still answers: only speed is lost.
        log.warn(`${model} could not be measured: ${String(error)}`);
      }
    }
    if (this.running === abort) this.running = undefined;
  }
}
