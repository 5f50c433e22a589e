import vscode = require('vscode');
import { engineName } from '../../core/answers/engineName';
import { LibraryAnswer } from '../../core/library/libraryAnswer';
import { Command } from '../../platform/commands';
import { Disposable } from '../../platform/disposable';
import { ALL_PAPERS, type PersistentState } from '../../platform/memento';
import type { Settings } from '../../platform/settings';
import { type QuestionInput, questionProblem } from '../../papers/questionInput';
import type { AnswerFile } from './answerFile';
import type { Library, SyncProgress } from './library';
import type { LibraryReader } from './libraryReader';
import { type ErrorCode, KnownError } from '../../core/errors/knownError';
import { sentenceOf, tellUnanswered } from '../../platform/failures';
import { withProgress } from '../../platform/progress';
import { type Prompts, say } from '../../platform/prompts';

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
  readonly prompts: Prompts;
  readonly file: AnswerFile;
  readonly errorRecovery: ErrorRecoveries;
}

/** What helps against an error; undefined when nothing does. The work resolves to undefined when the reader gives up. */
interface ErrorRecoveries {
  for(error: KnownError, model: string): (() => Promise<string | undefined>) | undefined;
}

/** Errors after which the reader has a choice. */
const RECOVERABLE: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['workerUnavailable', 'serverFailed']);

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
    this.running?.abort();
    const mine = new AbortController();
    this.running = mine;
    // Starts indexing while the reader still types.
    let indexing: SyncProgress = { done: 0, total: 0 };
    let report: (() => void) | undefined;
    const synced = this.tools.library.sync((progress) => {
      indexing = progress;
      report?.();
    }, mine.signal);
    synced.catch(() => undefined);

    const model = this.tools.settings.model();
    const question = from.question?.trim() ?? (await this.ask(model));
    if (question === undefined) return undefined;
    const problem = questionProblem(question);
    if (problem !== undefined) return say(problem);
    await this.tools.state.rememberQuestion(question, ALL_PAPERS);
    const answer = new LibraryAnswer(question, model);
    return await withProgress(
      `“${question}”`,
      () => mine.abort(),
      async (show) => {
        report = () => show(messageOf(answer, indexing));
        this.show(answer);
        return await this.answer(answer, synced, report, mine.signal);
      },
    );
  }

  private async ask(model: string): Promise<string | undefined> {
    return await this.tools.questionInput.ask({
      place: ALL_PAPERS,
      title: vscode.l10n.t('Ask all papers, by {0}', engineName(model)),
      placeholder: vscode.l10n.t('What do you want to know about these papers?'),
    });
  }

  private async answer(
    answer: LibraryAnswer,
    synced: Promise<void>,
    report: () => void,
    signal: AbortSignal,
  ): Promise<LibraryAnswer | undefined> {
    try {
      report();
      await synced;
      const onChange = (): void => {
        report();
        this.changed.fire();
      };
      await this.tools.reader.read(answer, { chunks: this.tools.settings.rerank() }, onChange, signal);
      await this.tools.file.write(answer);
      return answer;
    } catch (error) {
      answer.state = 'failed';
      if (!(error instanceof KnownError) || !RECOVERABLE.has(error.code)) return tellUnanswered(error);
      // Not awaited: the progress notification ends before the reader decides.
      void this.offerRetry(error, answer);
      return undefined;
    } finally {
      this.changed.fire();
    }
  }

  /**
   * After repeated crashes of the index process or the inference process the reader decides whether to try again, and where a server fails,
   * whether this machine shall answer.
   */
  private async offerRetry(error: KnownError, { question, model }: LibraryAnswer): Promise<void> {
    if (error.code === 'serverFailed') {
      if ((await this.tools.errorRecovery.for(error, model)?.()) !== undefined) await this.run({ question });
      return;
    }
    const retry = vscode.l10n.t('Try Again');
    if ((await this.tools.prompts.tell('error', sentenceOf(error), retry)) !== retry) return;
    this.tools.reader.retry();
    await this.run({ question });
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
