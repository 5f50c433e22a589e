import vscode = require('vscode');
import { LibraryAnswer } from '../../core/library/libraryAnswer';
import { Command } from '../../platform/commands';
import { Disposable } from '../../platform/disposable';
import { ALL_PAPERS, type PersistentState } from '../../platform/memento';
import type { Settings } from '../../platform/settings';
import { type QuestionInput, questionProblem } from '../../papers/questionInput';
import { type ErrorRecoveries, recover } from '../../papers/recovery';
import type { AnswerFile } from './answerFile';
import type { Library, SyncProgress } from './library';
import type { LibraryReader } from './libraryReader';
import { withProgress } from '../../platform/progress';
import { say } from '../../platform/prompts';

/** What `evidence.askAllPapers` takes from other code; the reader is asked for anything that is missing. */
export interface AskAllPapersArguments {
  readonly question?: string;
}

/** The parts that a question to all papers needs. */
export interface AskAllPapersParts {
  readonly library: Library;
  readonly reader: LibraryReader;
  readonly settings: Settings;
  readonly state: PersistentState;
  readonly questionInput: QuestionInput;
  readonly file: AnswerFile;
  readonly errorRecovery: ErrorRecoveries;
  /** What answers for a model now, as readers see it. */
  readonly engineName: (model: string) => string;
}

/** One go at a question. */
interface Reading {
  readonly abort: AbortController;
  /** Resolves when the index agrees with the files. */
  readonly synced: Promise<void>;
  indexing: SyncProgress;
  /** Shows how far it is; absent while nothing is shown. */
  report?: () => void;
}

/** The command `Evidence Lens: Ask All Papers`: the chosen engine reads the chunks that match best by keyword. */
export class AskAllPapers extends Disposable {
  private readonly changed = this.register(new vscode.EventEmitter<void>());
  /** Fires whenever `current` has something new. */
  readonly onDidChange = this.changed.event;
  private running: AbortController | undefined;
  private latest: LibraryAnswer | undefined;
  private restored: Promise<void> | undefined;

  constructor(private readonly tools: AskAllPapersParts) {
    super();
    this.register({ dispose: () => this.running?.abort() });
    this.register(
      vscode.commands.registerCommand(Command.askAllPapers, (from?: unknown) => this.run(argumentsOf(from))),
    );
  }

  /** The answer to the latest question. */
  get current(): LibraryAnswer | undefined {
    return this.latest;
  }

  /** Brings back the answer of an earlier session, unless a question was asked in this one. The first call does the work. */
  restore(): Promise<void> {
    this.restored ??= this.tools.file.read().then((kept) => {
      if (!kept || this.latest) return;
      this.latest = kept;
      this.changed.fire();
    });
    return this.restored;
  }

  /** Asks all papers of the workspace, and stops the question before it. Undefined when there was nothing to ask or it failed. */
  async run(from: AskAllPapersArguments): Promise<LibraryAnswer | undefined> {
    if ((vscode.workspace.workspaceFolders ?? []).length === 0)
      return say(vscode.l10n.t('Open a folder of papers first.'));
    // Starts indexing while the reader still types.
    const reading = this.begin();
    const model = this.tools.settings.model();
    const question = from.question?.trim() ?? (await this.ask(model));
    if (question === undefined) return undefined;
    const problem = questionProblem(question);
    if (problem !== undefined) return say(problem);
    await this.tools.state.rememberQuestion(question, ALL_PAPERS);
    return await this.askBy(question, model, reading);
  }

  private begin(): Reading {
    this.running?.abort();
    const abort = new AbortController();
    this.running = abort;
    const synced = this.tools.library.sync((progress) => {
      reading.indexing = progress;
      reading.report?.();
    }, abort.signal);
    synced.catch(() => undefined);
    const reading: Reading = { abort, synced, indexing: { done: 0, total: 0 } };
    return reading;
  }

  private async ask(model: string): Promise<string | undefined> {
    return await this.tools.questionInput.ask({
      place: ALL_PAPERS,
      title: vscode.l10n.t('Ask all papers, by {0}', this.tools.engineName(model)),
      placeholder: vscode.l10n.t('What do you want to know about these papers?'),
    });
  }

  /** Asks a question of a model. Where it cannot answer, offers what helps, and then asks again. */
  private async askBy(question: string, model: string, reading = this.begin()): Promise<LibraryAnswer | undefined> {
    const answer = new LibraryAnswer(question, model);
    try {
      return await withProgress(
        `“${question}”`,
        () => reading.abort.abort(),
        async (show) => {
          reading.report = () => show(messageOf(answer, reading.indexing));
          this.show(answer);
          return await this.answer(answer, reading);
        },
      );
    } catch (error) {
      return await recover(error, model, this.tools.errorRecovery, (next) => {
        this.tools.reader.retry();
        return this.askBy(question, next);
      });
    }
  }

  private async answer(answer: LibraryAnswer, { synced, report, abort }: Reading): Promise<LibraryAnswer> {
    const { reader, settings, file } = this.tools;
    try {
      report?.();
      await synced;
      const onChange = (): void => {
        report?.();
        this.changed.fire();
      };
      await reader.read(answer, { chunks: settings.rerank() }, onChange, abort.signal);
      await file.write(answer);
      return answer;
    } catch (error) {
      answer.state = 'failed';
      throw error;
    } finally {
      this.changed.fire();
    }
  }

  private show(answer: LibraryAnswer): void {
    this.latest = answer;
    this.changed.fire();
    void vscode.commands.executeCommand(Command.focusPapers);
  }
}

function argumentsOf(from: unknown): AskAllPapersArguments {
  return typeof from === 'object' && from !== null && !(from instanceof vscode.Uri) ? from : {};
}

function messageOf({ read, total }: LibraryAnswer, indexing: SyncProgress): string {
  if (total > 0) return vscode.l10n.t('{0} of {1} parts', read, total);
  if (indexing.total > 0) return vscode.l10n.t('reading files: {0} of {1}', indexing.done, indexing.total);
  return vscode.l10n.t('looking for papers');
}
