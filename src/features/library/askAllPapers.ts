import vscode = require('vscode');
import { Answer } from '../../core/answers/answer';
import { engineName } from '../../core/answers/engineName';
import { engineSource } from '../../core/answers/source';
import { LibraryAnswer } from '../../core/library/libraryAnswer';
import { hitsByPaper, type PaperHits } from '../../core/library/hits';
import { paperOfFile } from '../../core/paper/fileText';
import { formatOf, PLAIN_TEXT } from '../../core/paper/format';
import type { InferenceClient } from '../../inference/client';
import { fillAnswer } from '../../inference/collect';
import type { EngineSpec } from '../../inference/protocol';
import { Command } from '../../platform/commands';
import { Disposable } from '../../platform/disposable';
import { log } from '../../platform/log';
import { ALL_PAPERS, type PersistentState } from '../../platform/memento';
import type { Settings } from '../../platform/settings';
import { askForQuestion, questionProblem } from '../../papers/questionInput';
import { documentOf } from '../../papers/documents';
import type { Library, SyncProgress } from './library';
import { type ErrorCode, KnownError } from '../../core/errors/knownError';
import { tellUnanswered } from '../../platform/failures';
import { withProgress } from '../../platform/progress';
import { say } from '../../platform/prompts';

/** What `evidence.askAllPapers` takes from other code; the reader is asked for anything that is missing. */
export interface AskAllPapersArguments {
  readonly question?: string;
}

/** The parts that a question to all papers needs. */
export interface AskAllPapersParts {
  readonly library: Library;
  readonly client: InferenceClient;
  readonly engines: (model: string) => EngineSpec | Promise<EngineSpec>;
  readonly settings: Settings;
  readonly state: PersistentState;
}

/** The command `Evidence: Ask All Papers`: the chosen engine reads the chunks that match best by keyword. */
export class AskAllPapers extends Disposable {
  private readonly changed = this.register(new vscode.EventEmitter<void>());
  /** Fires whenever `current` has something new. */
  readonly onDidChange = this.changed.event;
  private running: AbortController | undefined;
  private latest: LibraryAnswer | undefined;

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
      question,
      () => mine.abort(),
      async (show) => {
        report = () => show(messageOf(answer, indexing));
        this.show(answer);
        return await this.answer(answer, synced, report, mine.signal);
      },
    );
  }

  private async ask(model: string): Promise<string | undefined> {
    return await askForQuestion({
      earlier: this.tools.state.questions,
      engine: engineName(model),
      scoped: false,
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
      await this.read(answer, report, signal);
      answer.state = signal.aborted ? 'cancelled' : 'complete';
      return answer;
    } catch (error) {
      answer.state = 'failed';
      return tellUnanswered(error);
    } finally {
      this.changed.fire();
    }
  }

  private async read(answer: LibraryAnswer, report: () => void, signal: AbortSignal): Promise<void> {
    const hits = await this.tools.library.search(answer.question, this.tools.settings.rerank());
    const engine = await this.tools.engines(answer.model);
    answer.total = hits.length;
    for (const paper of hitsByPaper(hits)) {
      if (signal.aborted) return;
      await this.readPaper(answer, engine, paper, signal);
      answer.read += paper.hits.length;
      report();
      this.changed.fire();
    }
  }

  /** Has the engine read the hits of one paper. A paper that is gone or cannot be read is counted and skipped. */
  private async readPaper(
    answer: LibraryAnswer,
    engine: EngineSpec,
    paper: PaperHits,
    signal: AbortSignal,
  ): Promise<void> {
    const uri = vscode.Uri.parse(paper.paper);
    const text = await textOf(uri);
    if (text === undefined) return;
    const ofPaper = new Answer(answer.question, engineSource(answer.model), text);
    // The same format as in the index and in an editor that opens the file.
    const format = formatOf(uri.path, PLAIN_TEXT);
    try {
      const scopes = paper.hits.map(({ start, end }) => ({ start, end }));
      const onChange = (): void => answer.set(paper.paper, ofPaper);
      await fillAnswer(this.tools.client, ofPaper, { engine, format, scopes }, { signal, onChange });
    } catch (error) {
      if (!(error instanceof KnownError) || !PAPER_ERRORS.has(error.code)) throw error;
      log.info(`${paper.paper}: ${error.message}`);
      answer.unreadable++;
    }
  }

  private show(answer: LibraryAnswer): void {
    this.latest = answer;
    this.changed.fire();
    void vscode.commands.executeCommand(Command.focusPapers);
  }
}

/** Errors that concern one paper only: the search goes on with the others. */
const PAPER_ERRORS: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['badPaper', 'unsupportedLanguage']);

function argumentsOf(from: unknown): AskAllPapersArguments {
  return typeof from === 'object' && from !== null && !(from instanceof vscode.Uri) ? from : {};
}

function messageOf({ read, total }: LibraryAnswer, indexing: SyncProgress): string {
  if (total > 0) return vscode.l10n.t('{0} of {1} parts', read, total);
  if (indexing.total > 0) return vscode.l10n.t('reading papers: {0} of {1}', indexing.done, indexing.total);
  return vscode.l10n.t('looking for papers');
}

/** The text of a paper as the reader sees it: an open document may have changes that are not saved. */
async function textOf(uri: vscode.Uri): Promise<string | undefined> {
  const open = documentOf(uri);
  if (open) return open.getText();
  try {
    return paperOfFile(uri.path, new TextDecoder().decode(await vscode.workspace.fs.readFile(uri))).text;
  } catch {
    return undefined;
  }
}
