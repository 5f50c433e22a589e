import vscode = require('vscode');
import { Answer, type Scope } from '../core/answers/answer';
import { KnownError } from '../core/errors/knownError';
import type { InferenceClient } from '../inference/client';
import { fillAnswer, sourceOf } from '../inference/collect';
import type { EngineSpec } from '../inference/protocol';
import { Disposable } from '../platform/disposable';
import { formatOfPaper, type PaperDocument } from './documents';
import type { Papers } from './papers';

/** What is asked, of which document. */
export interface Ask {
  readonly document: PaperDocument;
  readonly question: string;
  readonly model: string;
  readonly scope?: Scope;
  /** The id of the question, when one is asked again. */
  readonly again?: string;
}

/** What the engine is doing for a question. */
export interface Activity {
  readonly state: 'loading' | 'busy' | 'idle' | 'failed';
  readonly model: string;
  /** The paper that is asked. */
  readonly uri: vscode.Uri;
  /** Why it failed, in words for the reader. */
  readonly reason?: string;
}

/** Runs questions. A new question stops the one before; scores go into the papers as they arrive. */
export class Asker extends Disposable {
  private running: AbortController | undefined;
  private readonly activityChanged = this.register(new vscode.EventEmitter<Activity>());
  /** Fires when the engine's activity changes. */
  readonly onDidChangeActivity = this.activityChanged.event;

  private readonly answered = this.register(new vscode.EventEmitter<Answer>());
  /** Fires with each complete answer. */
  readonly onDidAnswer = this.answered.event;

  constructor(
    private readonly client: InferenceClient,
    private readonly papers: Papers,
    private readonly engines: (model: string) => EngineSpec | Promise<EngineSpec>,
  ) {
    super();
    this.register({ dispose: () => this.running?.abort() });
  }

  /**
   * Asks a question and shows its scores as they arrive. A running question stops at once and keeps the passages that it has shown.
   *
   * @returns the answer, complete or cancelled; rejects with a `KnownError` when the question failed
   */
  async ask(ask: Ask, progress: (answer: Answer) => void, signal: AbortSignal): Promise<Answer> {
    this.running?.abort();
    const mine = new AbortController();
    this.running = mine;
    const stop = (): void => mine.abort();
    signal.addEventListener('abort', stop, { once: true });

    const { document } = ask;
    let answer: Answer | undefined;
    const tell = (state: Activity['state'], reason?: string): void => {
      if (this.running !== mine) return;
      this.activityChanged.fire({
        state,
        model: ask.model,
        uri: document.uri,
        ...(reason === undefined ? {} : { reason }),
      });
    };
    try {
      tell('busy');
      const engine = await this.engines(ask.model);
      answer = new Answer(ask.question, sourceOf(ask.model, engine), document.getText(), ask.scope);
      if (mine.signal.aborted) {
        answer.state = 'cancelled';
        return answer;
      }
      this.papers.show(document, answer, ask.again);
      const filled = answer;
      await fillAnswer(
        this.client,
        filled,
        { engine, format: formatOfPaper(document) },
        {
          signal: mine.signal,
          onLoading: () => tell('loading'),
          onChange: () => {
            if (filled.scored === 1) tell('busy');
            this.papers.update(document.uri, filled);
            progress(filled);
          },
        },
      );
      return filled;
    } catch (error) {
      if (answer) answer.state = 'failed';
      // Only other words help, so this question is not kept in the paper's history.
      if (answer && error instanceof KnownError && error.code === 'badQuestion') this.papers.drop(document.uri, answer);
      tell('failed', error instanceof Error ? error.message : String(error));
      throw error;
    } finally {
      signal.removeEventListener('abort', stop);
      if (answer && answer.state !== 'failed') tell('idle');
      if (this.running === mine) this.running = undefined;
      if (answer) this.papers.update(document.uri, answer);
      if (answer?.state === 'complete') this.answered.fire(answer);
    }
  }
}
