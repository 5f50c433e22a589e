import vscode = require('vscode');
import type { Answer, Scope } from '../../core/answers/answer';
import { type HighlightResult, resultOf } from '../../core/answers/result';
import { type AnswerSource, sourceFromText } from '../../core/answers/source';
import type { Question } from '../../core/questions/question';
import { Command } from '../../platform/commands';
import { Disposable } from '../../platform/disposable';
import { logError } from '../../platform/failures';
import { withProgress } from '../../platform/progress';
import { say } from '../../platform/prompts';
import type { PersistentState } from '../../platform/memento';
import type { Settings } from '../../platform/settings';
import { linesText } from '../../papers/answerText';
import { offsetsIn, openPaper, type PaperDocument, paperOf, paperProblem } from '../../papers/documents';
import { showPaper } from '../../papers/reveal';
import type { CurrentPaper } from '../../papers/currentPaper';
import { nothingToAsk, notText } from '../../papers/unreadable';
import type { Papers } from '../../papers/papers';
import type { Revealer } from '../../papers/revealer';
import { type ErrorRecoveries, recover } from '../../papers/recovery';
import { asQuestionTarget } from '../../papers/targets';
import type { Ask, Asker } from '../../papers/asker';
import type { NoResultNotice } from './noResultNotice';
import { type QuestionInput, questionProblem } from '../../papers/questionInput';
import { scopeOf } from '../../core/questions/scope';

/** What `evidence.highlight` takes from other code; the reader is asked for anything that is missing. */
export interface HighlightArguments {
  readonly question?: string;
  readonly uri?: string | vscode.Uri;
  readonly model?: string;
  /** Whether the best passage is brought into view; true by default. */
  readonly reveal?: boolean;
  /** Whether to ask the paper that the views show instead of the one in the editor. Keys that are pressed in a view set it. */
  readonly ofViews?: boolean;
}

/** What the command works with. */
export interface HighlightParts {
  readonly asker: Asker;
  readonly papers: Papers;
  readonly currentPaper: CurrentPaper;
  readonly settings: Settings;
  readonly state: PersistentState;
  readonly questionInput: QuestionInput;
  readonly errorRecovery: ErrorRecoveries;
  /** What answers for a model now, as readers see it. */
  readonly engineName: (model: string) => string;
  readonly noResultNotice: NoResultNotice;
  readonly revealer: Revealer;
  readonly panel: { readonly isVisible: boolean };
}

/** A faster answer gets no progress notification: it would only flicker, and the count below the paper shows progress too. */
const PROGRESS_AFTER_MS = 1_000;

/**
 * The command `Highlight evidence`, and `Ask This Paper a Question`, its second name: finds the paper, asks for the question, runs it with
 * progress, and reports errors.
 */
export class Highlight extends Disposable {
  /** Whether the reader has asked a question in this window. */
  private hasAsked = false;

  constructor(private readonly parts: HighlightParts) {
    super();
    for (const id of [Command.highlight, Command.ask]) {
      this.register(vscode.commands.registerCommand(id, (from?: unknown) => this.run(argumentsOf(from))));
    }
    this.register(vscode.commands.registerCommand(Command.askAgain, (uri?: unknown) => this.askAgain(uri)));
    this.register(vscode.commands.registerCommand(Command.askWholePaper, (from?: unknown) => this.askWholePaper(from)));
    this.register(vscode.commands.registerCommand(Command.clear, () => this.clear()));
  }

  /**
   * Asks a question of a document and shows what answers it.
   *
   * @returns the result in the form of the command line's `--json`; undefined when there was nothing to ask or the reader cancelled
   */
  async run(from: HighlightArguments): Promise<HighlightResult | undefined> {
    const document = await this.paperOf(from);
    if (!document) return undefined;

    const source = sourceFromText(from.model ?? this.parts.settings.model(document.uri));
    if (source.kind === 'languageModel') return await askLanguageModel(document.uri, from.question);
    const model = this.engineFor(document.uri, source);
    const scope = from.question === undefined ? selectionOf(document) : undefined;
    const question = from.question?.trim() ?? (await this.askReader(document, model, scope));
    if (question === undefined) return undefined;
    const badQuestion = questionProblem(question);
    if (badQuestion !== undefined) return say(badQuestion);

    await this.parts.state.rememberQuestion(question, document.uri.toString());
    if (from.question === undefined) this.openPanelOnce();
    const ask = { document, question, model, ...(scope ? { scope } : {}) };
    // When other code asked the question, it gets the empty result and tells the reader itself.
    return await this.answer(ask, { reveal: from.reveal !== false, tellsNothing: from.question === undefined });
  }

  private async askReader(
    document: PaperDocument,
    model: string,
    scope: Scope | undefined,
  ): Promise<string | undefined> {
    const engine = this.parts.engineName(model);
    const place = document.uri.toString();
    if (!scope)
      return await this.parts.questionInput.ask({ place, title: vscode.l10n.t('Highlight evidence, by {0}', engine) });
    return await this.parts.questionInput.ask({
      place,
      title: vscode.l10n.t('Highlight evidence in the selection, by {0}', engine),
      scope: vscode.l10n.t(
        'Only the selection is asked, {0}: without a selection, the whole paper is.',
        linesText(document.getText(), scope),
      ),
    });
  }

  /** @param tellsNothing whether the reader is told when nothing was found */
  private async answer(ask: Ask, { reveal = true, tellsNothing = false } = {}): Promise<HighlightResult | undefined> {
    const began = Date.now();
    const before = this.parts.revealer.placeIn(ask.document);
    try {
      const answer = await this.withProgress(`“${ask.question}”`, (progress, signal) =>
        this.parts.asker.ask(ask, progress, signal),
      );
      if (answer.state === 'cancelled') return undefined;
      // A question that has waited for a later one ends while the reader looks at that one's passages.
      if (this.parts.papers.paper(ask.document.uri).current?.answer === answer) {
        if (reveal && this.parts.settings.revealBest) this.parts.revealer.showBest(ask.document, answer, before);
        if (tellsNothing) void this.parts.noResultNotice.tell(ask.document);
      }
      // The same passages as on the command line: without the sentences that only the editor lights on their own.
      const view = { ...this.parts.papers.view(ask.document.uri), loneSentences: false };
      return resultOf(answer, view, Date.now() - began);
    } catch (error) {
      return await recover(error, ask.model, this.parts.errorRecovery, (model) =>
        this.answer({ ...ask, model }, { reveal, tellsNothing }),
      );
    }
  }

  /** Opens the list of passages with the first question of a window: a new reader does not know yet where it is. */
  private openPanelOnce(): void {
    if (this.hasAsked || !this.parts.settings.revealBest) return;
    this.hasAsked = true;
    if (!this.parts.panel.isVisible)
      void vscode.commands.executeCommand(Command.focusPassages, { preserveFocus: true });
  }

  /** Runs work with a progress notification that can be cancelled, when it takes long enough for one. */
  private async withProgress(
    question: string,
    work: (progress: (answer: Answer) => void, signal: AbortSignal) => Promise<Answer>,
  ): Promise<Answer> {
    const abort = new AbortController();
    let report: ((answer: Answer) => void) | undefined;
    const running = work((answer) => report?.(answer), abort.signal);
    const timer = setTimeout(() => {
      void withProgress(
        question,
        () => abort.abort(),
        async (show) => {
          report = (answer) =>
            show(
              answer.isWaiting
                ? vscode.l10n.t('waits for a later question: {0} of {1} parts', answer.scored, answer.total)
                : vscode.l10n.t('{0} of {1} parts', answer.scored, answer.total),
              (answer.scored / Math.max(1, answer.total)) * 100,
            );
          await running.catch(() => undefined);
        },
      );
    }, PROGRESS_AFTER_MS);
    try {
      return await running;
    } finally {
      clearTimeout(timer);
    }
  }

  /** The document to ask, if it can be read as a paper; otherwise the reader is told why not. */
  private async paperOf(from: HighlightArguments): Promise<PaperDocument | undefined> {
    const document = await this.documentOf(from);
    const problem = document && paperProblem(document);
    return problem === undefined ? document : say(problem);
  }

  private async documentOf(from: HighlightArguments): Promise<PaperDocument | undefined> {
    const { active, uri: shown } = this.parts.currentPaper;
    const meant = (from.ofViews === true ? shown : undefined) ?? active;
    const uri = typeof from.uri === 'string' ? vscode.Uri.parse(from.uri) : (from.uri ?? meant);
    if (!uri) return say(nothingToAsk());
    try {
      const document = await openPaper(uri);
      if (uri.toString() !== active?.toString()) await showPaper(document, { preserveFocus: true, preview: false });
      return document;
    } catch (error) {
      logError(error);
      return say(notText(uri));
    }
  }

  /** Asks a question again of the document as it is now: the question that is named, or the current one. It keeps its scope. */
  private async askAgain(from: unknown): Promise<HighlightResult | undefined> {
    const meant = this.meant(from);
    if (!meant) return undefined;
    const { uri, question } = meant;
    const document = await this.paperOf({ uri });
    if (!document) return undefined;
    const { id, answer } = question;
    if (answer.source.kind === 'languageModel') return await askLanguageModel(uri, answer.question);
    const model = this.engineFor(uri, answer.source);
    const ask = { document, question: answer.question, model, again: id };
    if (!answer.scope) return await this.answer(ask);
    const part = this.parts.papers.locate(document, answer.scope.start, answer.scope.end, id);
    if (!part)
      return say(
        vscode.l10n.t('The part that you asked about is no longer in the paper: select a part and ask again.'),
      );
    const { start, end } = part;
    return await this.answer({ ...ask, scope: { start, end } });
  }

  /** Asks a question that was limited to a part of a paper of all of it. The answer about the part stays in the list of questions. */
  private async askWholePaper(from: unknown): Promise<HighlightResult | undefined> {
    const meant = this.meant(from);
    const document = meant && (await this.paperOf({ uri: meant.uri }));
    if (!document) return undefined;
    const { answer } = meant.question;
    const model = this.engineFor(document.uri, answer.source);
    return await this.answer({ document, question: answer.question, model }, { tellsNothing: true });
  }

  /** The question that a command is about: the one that is named, or the current one. Without one, the reader is told. */
  private meant(from: unknown): { readonly uri: vscode.Uri; readonly question: Question } | undefined {
    const target = asQuestionTarget(from);
    const named = target ? vscode.Uri.parse(target.uri) : from;
    const uri = named instanceof vscode.Uri ? named : this.parts.currentPaper.uri;
    const paper = uri && this.parts.papers.paper(uri);
    const question = target ? paper?.question(target.question) : paper?.current;
    if (uri && question) return { uri, question };
    return say(vscode.l10n.t('There is no question to ask again: run Highlight evidence first.'));
  }

  /** The engine that answers again: imported passages have none of their own, so the setting decides. */
  private engineFor(uri: vscode.Uri, source: AnswerSource): string {
    return source.kind === 'engine' ? source.model : this.parts.settings.model(uri);
  }

  /** Hides all questions of the paper. Those that have to wait are not read any further. */
  private clear(): void {
    const { uri } = this.parts.currentPaper;
    if (!uri) return;
    this.parts.asker.giveUpWaiting(uri);
    this.parts.papers.change(uri, (paper) => paper.darken());
  }
}

/** Asks a language model again through its own command, because that command tells the reader where the text goes. */
async function askLanguageModel(uri: vscode.Uri, question: string | undefined): Promise<HighlightResult | undefined> {
  return await vscode.commands.executeCommand(Command.askLanguageModel, { uri, question });
}

/** The command's arguments. Menus of files pass a `Uri`, links a plain object, and the menu of a preview the preview's own `Uri`. */
function argumentsOf(from: unknown): HighlightArguments {
  if (from instanceof vscode.Uri) return from.scheme === 'webview-panel' ? {} : { uri: from };
  return typeof from === 'object' && from !== null ? from : {};
}

function selectionOf(paper: PaperDocument): Scope | undefined {
  const editor = vscode.window.activeTextEditor;
  if (!editor || editor.selection.isEmpty || paperOf(editor.document).uri.toString() !== paper.uri.toString())
    return undefined;
  const selected = offsetsIn(paper, editor.document, editor.selection);
  return selected && scopeOf(paper.getText(), selected);
}
