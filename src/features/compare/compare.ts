import vscode = require('vscode');
import { type Comparison, comparisonOf, MAX_QUESTIONS } from '../../core/compare/comparison';
import { LibraryAnswer } from '../../core/library/libraryAnswer';
import { questionProblem } from '../../papers/questionInput';
import { type ErrorRecoveries, recover } from '../../papers/recovery';
import { Command } from '../../platform/commands';
import { Disposable } from '../../platform/disposable';
import { ALL_PAPERS, type PersistentState } from '../../platform/memento';
import { type Report, withProgress } from '../../platform/progress';
import { say } from '../../platform/prompts';
import type { Settings } from '../../platform/settings';
import type { ComparisonView } from './comparisonView';

/** The index of the papers of the workspace. */
export interface PaperIndex {
  sync(
    progress: (progress: { readonly done: number; readonly total: number }) => void,
    signal: AbortSignal,
  ): Promise<void>;
}

/** Has an engine read the papers for one question. */
export interface QuestionReader {
  /** Starts processes again that crashed too often. */
  retry(): void;
  read(answer: LibraryAnswer, limits: typeof LIMITS, onChange: () => void, signal: AbortSignal): Promise<void>;
}

/**
 * What is read for each question. The limit for each paper leaves room for the others: the best chunks of all papers might come from a
 * single one.
 */
const LIMITS = { chunks: 2000, perPaper: 3, papers: 50 } as const;

/** What `evidence.compare` takes from other code; the reader is asked for the questions if they are missing. */
export interface CompareArguments {
  readonly questions?: readonly string[];
  /** The engine, in place of the one that the setting names. */
  readonly model?: string;
}

/** The command `Compare Papers`: some questions to all papers of the workspace, as a table. */
export class Compare extends Disposable {
  private running: AbortController | undefined;

  constructor(
    private readonly index: PaperIndex,
    private readonly reader: QuestionReader,
    private readonly view: ComparisonView,
    private readonly settings: Settings,
    private readonly state: PersistentState,
    private readonly errorRecovery: ErrorRecoveries,
  ) {
    super();
    this.register({ dispose: () => this.running?.abort() });
    this.register(vscode.commands.registerCommand(Command.compare, (from?: CompareArguments) => this.run(from ?? {})));
  }

  /** @returns the table as far as it came; undefined when there was nothing to ask or it failed */
  private async run(from: CompareArguments): Promise<Comparison | undefined> {
    if ((vscode.workspace.workspaceFolders ?? []).length === 0) {
      return say(vscode.l10n.t('Open a folder of papers first.'));
    }
    const asked = from.questions ?? (await askForQuestions());
    const questions = asked.map((question) => question.trim()).slice(0, MAX_QUESTIONS);
    if (questions.length === 0) return undefined;
    const problem = questions.map(questionProblem).find((found) => found !== undefined);
    if (problem !== undefined) return say(problem);
    for (const question of [...questions].reverse()) await this.state.rememberQuestion(question, ALL_PAPERS);

    return await this.table(questions, from.model ?? this.settings.model());
  }

  /** Fills the table. Where a model cannot answer, offers what helps, and then fills it anew. */
  private async table(questions: readonly string[], model: string): Promise<Comparison | undefined> {
    this.running?.abort();
    const mine = new AbortController();
    this.running = mine;
    this.reader.retry();
    try {
      const title = vscode.l10n.t('Compare Papers');
      return await withProgress(
        title,
        () => mine.abort(),
        (report) => this.compare(questions, model, report, mine),
      );
    } catch (error) {
      return await recover(error, model, this.errorRecovery, (next) => this.table(questions, next));
    }
  }

  private async compare(
    questions: readonly string[],
    model: string,
    report: Report,
    mine: AbortController,
  ): Promise<Comparison> {
    const answers: LibraryAnswer[] = [];
    const table = (): Comparison => {
      return comparisonOf(questions, model, answers, (address) => this.settings.view(vscode.Uri.parse(address)));
    };
    const { signal } = mine;
    const show = (isStopped = false): void => this.view.show(table(), isStopped);
    show();
    try {
      await this.index.sync(
        ({ done, total }) => report(vscode.l10n.t('reading files: {0} of {1}', done, total)),
        signal,
      );
      for (const question of questions) {
        if (signal.aborted) break;
        const answer = new LibraryAnswer(question, model);
        const tell = (): void => tellProgress(report, answers.length, questions.length, answer);
        await this.reader.read(answer, LIMITS, tell, signal);
        // Of an answer that was stopped nobody knows which papers have no evidence.
        if (answer.state === 'cancelled') break;
        answers.push(answer);
        show();
      }
    } finally {
      const isReplaced = this.running !== mine;
      if (answers.length < questions.length && !isReplaced) show(true);
    }
    return table();
  }
}

function tellProgress(report: Report, done: number, all: number, { read, total }: LibraryAnswer): void {
  const message = vscode.l10n.t('question {0} of {1}: {2} of {3} parts', done + 1, all, read, total);
  report(message, ((done + read / Math.max(1, total)) / all) * 100);
}

/** Asks for one question after the other, until the reader enters none. Empty when the reader cancels. */
async function askForQuestions(): Promise<readonly string[]> {
  const questions: string[] = [];
  while (questions.length < MAX_QUESTIONS) {
    const question = await vscode.window.showInputBox({
      title: vscode.l10n.t('Compare Papers: question {0} of at most {1}', questions.length + 1, MAX_QUESTIONS),
      placeHolder: vscode.l10n.t('What do you want to know about these papers?'),
      prompt:
        questions.length === 0
          ? vscode.l10n.t('Each question is a column of the table.')
          : vscode.l10n.t('Leave it empty to begin.'),
      ignoreFocusOut: true,
      validateInput: (text) => (text.trim() === '' ? undefined : questionProblem(text)),
    });
    if (question === undefined) return [];
    if (question.trim() === '') break;
    questions.push(question);
  }
  return questions;
}
