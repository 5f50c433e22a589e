import vscode = require('vscode');
import { Answer, type Scope } from '../core/answers/answer';
import { KnownError } from '../core/errors/knownError';
import type { InferenceClient } from '../inference/client';
import { fillAnswer, sourceOf } from '../inference/collect';
import type { EngineSpec } from '../inference/protocol';
import { Disposable } from '../platform/disposable';
import { formatOfPaper, type PaperDocument } from './documents';
import type { Papers } from './papers';
import { type Turn, Turns } from './turns';

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

/** A question that runs or waits. */
interface Asked {
  readonly turn: Turn;
  readonly uri: vscode.Uri;
  /** Missing while its engine is looked for. */
  answer?: Answer;
}

/**
 * Runs questions. A new question interrupts the one before, which goes on after it; what was scored until then is kept by the engine. Scores
 * go into the papers as they arrive.
 */
export class Asker extends Disposable {
  private readonly turns = new Turns();
  private readonly asked = new Set<Asked>();
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
    this.register(papers.onDidChange((uri) => this.giveUpWaiting(uri, (answer) => !this.isListed(uri, answer))));
    this.register({ dispose: () => this.asked.forEach(({ turn }) => turn.giveUp()) });
  }

  /**
   * Asks a question and shows its scores as they arrive. A running question waits meanwhile, and keeps the passages that it has shown; one that
   * has shown nothing yet is given up.
   *
   * @param wanted is aborted when the reader no longer wants the answer
   * @returns the answer, complete or cancelled; rejects with a `KnownError` when the question failed
   */
  async ask(ask: Ask, progress: (answer: Answer) => void, wanted: AbortSignal): Promise<Answer> {
    const { document } = ask;
    const turn = this.turns.begin(wanted);
    const asked: Asked = { turn, uri: document.uri };
    this.asked.add(asked);
    const tell = (state: Activity['state'], reason?: string): void => {
      if (!this.turns.isRunning(turn)) return;
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
      const answer = new Answer(ask.question, sourceOf(ask.model, engine), document.getText(), ask.scope);
      asked.answer = answer;
      if (turn.signal.aborted) {
        answer.state = 'cancelled';
        return answer;
      }
      this.papers.show(document, answer, ask.again);
      const change = (): void => {
        this.papers.update(document.uri, answer);
        progress(answer);
      };
      const onChange = (): void => {
        if (answer.scored === 1) tell('busy');
        change();
      };
      const input = { engine, format: formatOfPaper(document) };
      for (;;) {
        const { signal } = turn;
        await fillAnswer(this.client, answer, input, { signal, onLoading: () => tell('loading'), onChange });
        if (answer.state !== 'cancelled' || !signal.aborted || turn.isOver) return answer;
        answer.setWaiting(true);
        change();
        const goesOn = await turn.wait();
        answer.setWaiting(false);
        if (!goesOn) {
          answer.state = 'cancelled';
          return answer;
        }
        tell('busy');
        change();
      }
    } catch (error) {
      const { answer } = asked;
      if (answer) answer.state = 'failed';
      // Only other words help, so this question is not kept in the paper's history.
      if (answer && error instanceof KnownError && error.code === 'badQuestion') this.papers.drop(document.uri, answer);
      tell('failed', error instanceof Error ? error.message : String(error));
      throw error;
    } finally {
      const { answer } = asked;
      if (answer && answer.state !== 'failed') tell('idle');
      this.asked.delete(asked);
      this.turns.end(turn);
      if (answer) this.papers.update(document.uri, answer);
      if (answer?.state === 'complete') this.answered.fire(answer);
    }
  }

  /** Gives up the questions of a paper that wait for another one. */
  giveUpWaiting(uri: vscode.Uri, isMeant: (answer: Answer) => boolean = () => true): void {
    for (const { turn, uri: of, answer } of this.asked) {
      if (answer?.isWaiting && of.toString() === uri.toString() && isMeant(answer)) turn.giveUp();
    }
  }

  /** Whether an answer is still among those of its paper: its question may have been removed or asked again. */
  private isListed(uri: vscode.Uri, answer: Answer): boolean {
    return this.papers.paper(uri).questions.some((question) => question.answer === answer);
  }
}
