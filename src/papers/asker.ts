import vscode = require('vscode');
import { Answer, type Scope } from '../core/answers/answer';
import { engineSource } from '../core/answers/source';
import { formatOf } from '../core/paper/format';
import type { InferenceClient } from '../inference/client';
import type { EngineSpec } from '../inference/protocol';
import { Disposable } from '../platform/disposable';
import type { Papers } from './papers';

/** What is asked, of which document. */
export interface Ask {
  readonly document: vscode.TextDocument;
  readonly question: string;
  readonly model: string;
  readonly scope?: Scope;
  /** The id of the question that is asked again, when it is. */
  readonly again?: string;
}

/** What the engine is doing for a question. */
export interface Activity {
  readonly state: 'loading' | 'busy' | 'idle' | 'failed';
  readonly model: string;
  /** Why it failed, in the reader's words. */
  readonly reason?: string;
}

/** Runs questions: the latest wins, its scores stream into the papers as they come. */
export class Asker extends Disposable {
  private running: AbortController | undefined;
  private readonly activityChanged = this.register(new vscode.EventEmitter<Activity>());
  /** Tells what the engine is doing. */
  readonly onDidChangeActivity = this.activityChanged.event;

  private readonly answered = this.register(new vscode.EventEmitter<Answer>());
  /** Fires with an answer that is complete. */
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
   * Asks, and shows what comes. A question that was running stops at once and keeps what it has shown.
   *
   * @returns the answer, complete or cancelled; rejects with a `KnownError` when it could not be had
   */
  async ask(ask: Ask, progress: (answer: Answer) => void, signal: AbortSignal): Promise<Answer> {
    this.running?.abort();
    const mine = new AbortController();
    this.running = mine;
    const stop = (): void => mine.abort();
    signal.addEventListener('abort', stop, { once: true });

    const { document } = ask;
    const text = document.getText();
    const answer = new Answer(ask.question, engineSource(ask.model), text, ask.scope);
    const changed = (): void => {
      this.papers.update(document.uri, answer);
      progress(answer);
    };
    const tell = (state: Activity['state'], reason?: string): void => {
      if (this.running !== mine) return;
      this.activityChanged.fire({ state, model: ask.model, ...(reason === undefined ? {} : { reason }) });
    };
    try {
      tell('busy');
      const engine = await this.engines(ask.model);
      if (mine.signal.aborted) return this.end(answer, 'cancelled');
      this.papers.show(document, answer, ask.again);
      const request = {
        engine,
        question: ask.question,
        text,
        format: formatOf(document.uri.path, document.languageId),
        ...(ask.scope ? { scope: ask.scope } : {}),
      };
      const { cancelled } = await this.client.ask(request, {
        signal: mine.signal,
        onLoading: () => tell('loading'),
        onOutline: (outline) => {
          answer.setOutline(outline);
          changed();
        },
        onScored: (chunk, scores) => {
          if (answer.scored === 0) tell('busy');
          answer.addScores(chunk, scores);
          changed();
        },
      });
      return this.end(answer, cancelled ? 'cancelled' : 'complete');
    } catch (error) {
      this.end(answer, 'failed');
      tell('failed', error instanceof Error ? error.message : String(error));
      throw error;
    } finally {
      signal.removeEventListener('abort', stop);
      if (answer.state !== 'failed') tell('idle');
      if (this.running === mine) this.running = undefined;
      this.papers.update(document.uri, answer);
      if (answer.state === 'complete') this.answered.fire(answer);
    }
  }

  private end(answer: Answer, state: 'complete' | 'cancelled' | 'failed'): Answer {
    answer.state = state;
    return answer;
  }
}
