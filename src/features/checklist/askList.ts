import vscode = require('vscode');
import { sourceName } from '../../core/answers/source';
import { type Checklist, checklistOf } from '../../core/checklist/checklist';
import type { InferenceClient } from '../../inference/client';
import { collectAnswer, sourceOf } from '../../inference/collect';
import type { EngineSpec } from '../../inference/protocol';
import type { CurrentPaper } from '../../papers/currentPaper';
import { formatOfPaper, nameOf, openPaper, type PaperDocument, paperProblem } from '../../papers/documents';
import type { Papers } from '../../papers/papers';
import { type ErrorRecoveries, recover } from '../../papers/recovery';
import { nothingToAsk, notText } from '../../papers/unreadable';
import { Command } from '../../platform/commands';
import { Disposable } from '../../platform/disposable';
import { logError } from '../../platform/failures';
import { type Report, withProgress } from '../../platform/progress';
import { say } from '../../platform/prompts';
import type { Settings } from '../../platform/settings';
import { pickList } from './lists';
import { answered, type AnsweredQuestion, listReport } from './report';

/** What `evidence.askList` takes from other code; the reader is asked for anything that is missing. */
export interface AskListArguments {
  /** The paper. */
  readonly uri?: string;
  /** The markdown file with the questions. */
  readonly list?: string;
}

/** The parts that a list of questions needs. */
export interface AskListParts {
  readonly client: InferenceClient;
  readonly papers: Papers;
  readonly currentPaper: CurrentPaper;
  readonly engines: (model: string) => EngineSpec | Promise<EngineSpec>;
  readonly settings: Settings;
  readonly errorRecovery: ErrorRecoveries;
  readonly extension: vscode.Uri;
}

/** The command `Ask a List of Questions`: asks the open paper all questions of a list, and opens a report of what was found. */
export class AskList extends Disposable {
  private running: AbortController | undefined;

  constructor(private readonly tools: AskListParts) {
    super();
    this.register({ dispose: () => this.running?.abort() });
    this.register(vscode.commands.registerCommand(Command.askList, (from?: unknown) => this.run(argumentsOf(from))));
  }

  /** @returns the report as markdown; undefined when nothing was asked or it failed */
  private async run(from: AskListArguments): Promise<string | undefined> {
    const document = await this.paperOf(from.uri);
    if (!document) return undefined;
    const problem = paperProblem(document);
    if (problem !== undefined) return say(problem);
    const file = from.list === undefined ? await pickList(this.tools.extension) : vscode.Uri.parse(from.list);
    const list = file && (await read(file));
    if (!file || !list) return undefined;
    if (list.questions.length === 0) {
      return say(
        vscode.l10n.t('{0} has no questions: write them as a markdown list, one item for each.', nameOf(file)),
      );
    }
    return await this.report(
      document,
      list.title ?? nameOf(file),
      list.questions,
      this.tools.settings.model(document.uri),
    );
  }

  /** Asks the questions and opens the report. Where a model cannot answer, offers what helps, and then asks all of them again. */
  private async report(
    document: PaperDocument,
    title: string,
    questions: readonly string[],
    model: string,
  ): Promise<string | undefined> {
    this.running?.abort();
    const mine = new AbortController();
    this.running = mine;
    try {
      const asked = await withProgress(
        title,
        () => mine.abort(),
        (show) => this.ask(document, questions, model, show, mine.signal),
      );
      if (asked.length === 0) return undefined;
      const report = listReport(document, title, asked, questions.slice(asked.length));
      const shown = await vscode.workspace.openTextDocument({ language: 'markdown', content: report });
      await vscode.window.showTextDocument(shown, { viewColumn: vscode.ViewColumn.Beside, preview: false });
      return report;
    } catch (error) {
      return await recover(error, model, this.tools.errorRecovery, (next) =>
        this.report(document, title, questions, next),
      );
    }
  }

  /** Asks one question after the other; when the signal is aborted, returns those that were answered. */
  private async ask(
    document: PaperDocument,
    questions: readonly string[],
    model: string,
    report: Report,
    signal: AbortSignal,
  ): Promise<AnsweredQuestion[]> {
    const { client, engines, papers } = this.tools;
    const engine = await engines(model);
    const name = sourceName(sourceOf(model, engine));
    const text = document.getText();
    const format = formatOfPaper(document);
    const done: AnsweredQuestion[] = [];
    for (const question of questions) {
      const place = vscode.l10n.t('question {0} of {1}, by {2}', done.length + 1, questions.length, name);
      report(place, (done.length / questions.length) * 100);
      const answer = await collectAnswer(client, model, { engine, question, text, format }, signal);
      if (answer.state !== 'complete') break;
      done.push(answered(answer, papers.view(document.uri)));
    }
    return done;
  }

  private async paperOf(uri: string | undefined): Promise<PaperDocument | undefined> {
    const meant = uri === undefined ? this.tools.currentPaper.active : vscode.Uri.parse(uri);
    if (!meant) return say(nothingToAsk());
    try {
      return await openPaper(meant);
    } catch (error) {
      logError(error);
      return say(notText(meant));
    }
  }
}

async function read(file: vscode.Uri): Promise<Checklist | undefined> {
  try {
    // A document without an editor may be older than its file: only changes that are not saved count more than the disk.
    const open = vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === file.toString());
    if (open?.isDirty === true) return checklistOf(open.getText());
    return checklistOf(new TextDecoder().decode(await vscode.workspace.fs.readFile(file)));
  } catch (error) {
    logError(error);
    return say(vscode.l10n.t('{0} cannot be read: choose a markdown file with a list of questions.', nameOf(file)));
  }
}

/** The command's arguments. The menus of the editor pass the paper. */
function argumentsOf(from: unknown): AskListArguments {
  if (from instanceof vscode.Uri) return from.scheme === 'webview-panel' ? {} : { uri: from.toString() };
  return typeof from === 'object' && from !== null ? from : {};
}
