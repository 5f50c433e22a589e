import vscode = require('vscode');
import { Answer } from '../../core/answers/answer';
import { NAMED_SCORE } from '../../core/answers/source';
import { type HighlightResult, resultOf } from '../../core/answers/result';
import { type Batch, batchesOf } from '../../core/languageModel/prompt';
import { placePassages, readReply } from '../../core/languageModel/reply';
import type { Outline } from '../../core/paper/types';
import type { InferenceClient } from '../../inference/client';
import { Command } from '../../platform/commands';
import { Disposable } from '../../platform/disposable';
import { log } from '../../platform/log';
import type { PersistentState } from '../../platform/memento';
import type { Settings } from '../../platform/settings';
import { formatOfPaper, openPaper, type PaperDocument, paperProblem } from '../../papers/documents';
import { type QuestionInput, questionProblem } from '../../papers/questionInput';
import type { CurrentPaper } from '../../papers/currentPaper';
import { nothingToAsk } from '../../papers/unreadable';
import type { Papers } from '../../papers/papers';
import type { Revealer } from '../../papers/revealer';
import { languageModels, replyOf } from './languageModels';
import { tellUnanswered } from '../../platform/failures';
import { type Report, withProgress } from '../../platform/progress';
import { say } from '../../platform/prompts';

/** What `evidence.askLanguageModel` takes from other code; the reader is asked for anything that is missing. */
export interface AskLanguageModelArguments {
  readonly question?: string;
  readonly uri?: vscode.Uri;
  /** The id of the model, instead of the reader's choice: for tests, and for code that has asked the reader itself. */
  readonly model?: string;
}

/** What the command works with. */
export interface AskLanguageModelParts {
  readonly client: InferenceClient;
  readonly papers: Papers;
  readonly currentPaper: CurrentPaper;
  readonly state: PersistentState;
  readonly questionInput: QuestionInput;
  readonly revealer: Revealer;
  readonly settings: Settings;
}

/** What was wrong with the replies. */
interface Tally {
  /** Passages that are not in the paper word for word. */
  rejected: number;
  /** Replies that were no list of passages. */
  unusable: number;
}

/**
 * The command `Evidence Lens: Ask a Language Model Too`. It sends the paper to a model that the reader chooses each time, and lights
 * the passages that the model names, if they are in the paper word for word.
 */
export class AskLanguageModel extends Disposable {
  private running: vscode.CancellationTokenSource | undefined;

  constructor(private readonly parts: AskLanguageModelParts) {
    super();
    this.register({ dispose: () => this.running?.cancel() });
    this.register(
      vscode.commands.registerCommand(Command.askLanguageModel, (from?: unknown) => this.run(argumentsOf(from))),
    );
  }

  /** @returns the lit passages, in the form of the command line's `--json`; undefined when nothing was asked or it failed */
  async run(from: AskLanguageModelArguments): Promise<HighlightResult | undefined> {
    const document = await this.paperOf(from.uri);
    if (!document) return undefined;
    const problem = paperProblem(document);
    if (problem !== undefined) return say(problem);
    const asked =
      from.question ?? this.parts.papers.paper(document.uri).current?.answer.question ?? (await this.ask(document.uri));
    const question = asked?.trim();
    if (question === undefined) return undefined;
    const badQuestion = questionProblem(question);
    if (badQuestion !== undefined) return say(badQuestion);
    const model = await chosenModel(from.model, document, question);
    if (!model) return undefined;
    await this.parts.state.rememberQuestion(question, document.uri.toString());

    this.running?.cancel();
    const mine = new vscode.CancellationTokenSource();
    this.running = mine;
    const answer = new Answer(question, { kind: 'languageModel', name: model.name }, document.getText());
    const tally: Tally = { rejected: 0, unusable: 0 };
    const began = Date.now();
    const before = this.parts.revealer.placeIn(document);
    try {
      await withProgress(
        `“${question}”`,
        () => mine.cancel(),
        (report) => this.answer(document, answer, model, tally, report, mine.token),
      );
    } catch (error) {
      return this.fail(error, answer);
    } finally {
      this.parts.papers.update(document.uri, answer);
      if (this.running === mine) this.running = undefined;
      mine.dispose();
    }
    if (this.parts.settings.revealBest) this.parts.revealer.showBest(document, answer, before);
    const result = resultOf(answer, this.parts.papers.view(document.uri), Date.now() - began);
    this.sum(model.name, result.spans.length, tally);
    return result;
  }

  private async answer(
    document: PaperDocument,
    answer: Answer,
    model: vscode.LanguageModelChat,
    tally: Tally,
    report: Report,
    token: vscode.CancellationToken,
  ): Promise<void> {
    const outline = await this.outlineOf(document, answer.text, token);
    answer.setOutline(outline);
    this.parts.papers.show(document, answer);
    const batches = batchesOf(answer.question, answer.text, outline.chunks, model.maxInputTokens);
    for (const [index, batch] of batches.entries()) {
      report(vscode.l10n.t('{0}: request {1} of {2}', model.name, index + 1, batches.length));
      take(answer, batch, await replyOf(model, batch.prompt, token), tally);
      this.parts.papers.update(document.uri, answer);
    }
    answer.state = 'complete';
  }

  private async outlineOf(document: PaperDocument, text: string, token: vscode.CancellationToken): Promise<Outline> {
    const abort = new AbortController();
    const cancelling = token.onCancellationRequested(() => abort.abort());
    try {
      const outline = await this.parts.client.outline({ text, format: formatOfPaper(document) }, abort.signal);
      if (!outline) throw new vscode.CancellationError();
      return outline;
    } finally {
      cancelling.dispose();
    }
  }

  /** Passages found before the failure stay lit, and the list says that it is incomplete. */
  private fail(error: unknown, answer: Answer): undefined {
    if (error instanceof vscode.CancellationError) {
      answer.state = 'cancelled';
      return;
    }
    answer.state = 'failed';
    return tellUnanswered(error);
  }

  private sum(name: string, passages: number, { rejected, unusable }: Tally): void {
    const notes = [
      vscode.l10n.t('Passages that {0} named: {1}.', name, passages),
      ...(rejected > 0 ? [vscode.l10n.t('Left out, as they are not in the paper word for word: {0}.', rejected)] : []),
      ...(unusable > 0
        ? [vscode.l10n.t('Replies that were not a list of passages: {0}. Ask again or choose another model.', unusable)]
        : []),
    ];
    say(notes.join(' '));
  }

  private async ask(uri: vscode.Uri): Promise<string | undefined> {
    return await this.parts.questionInput.ask({ place: uri.toString(), title: vscode.l10n.t('Ask a language model') });
  }

  private async paperOf(uri: vscode.Uri | undefined): Promise<PaperDocument | undefined> {
    const meant = uri ?? this.parts.currentPaper.active;
    if (meant) return await openPaper(meant);
    return say(nothingToAsk());
  }
}

/** Takes a reply: counts every chunk of the request as read, and lights what the paper has word for word. */
function take(answer: Answer, { chunks }: Batch, text: string, tally: Tally): void {
  const reply = readReply(text);
  if (!reply) {
    log.warn(`a language model replied with no list of passages: ${text.slice(0, 500)}`);
    tally.unusable++;
  }
  const sections = new Map(
    chunks.map((chunk) => {
      const { start, end } = answer.outline!.chunks[chunk]!;
      return [chunk, answer.text.slice(start, end)] as const;
    }),
  );
  const { accepted, rejected } = placePassages(reply ?? [], sections);
  tally.rejected += rejected;
  for (const chunk of chunks) {
    const ranges = (accepted.get(chunk) ?? []).map((range) => ({ ...range, score: NAMED_SCORE }));
    answer.addScores(chunk, { kind: 'blocks', ranges, sentences: [] });
  }
}

function argumentsOf(from: unknown): AskLanguageModelArguments {
  if (from instanceof vscode.Uri) return { uri: from };
  return typeof from === 'object' && from !== null ? from : {};
}

/** Asks the reader which model may have the paper's text. It asks each time, so that nothing is sent without consent. */
async function chosenModel(
  id: string | undefined,
  document: PaperDocument,
  question: string,
): Promise<vscode.LanguageModelChat | undefined> {
  const models = await languageModels();
  if (id !== undefined) return models.find((model) => model.id === id);
  if (models.length === 0) {
    const message = vscode.l10n.t(
      'This editor offers no language model: install an extension that provides one, sign in there, and ask again.',
    );
    return say(message);
  }
  const thousands = Math.ceil((document.getText().length + question.length) / 4000);
  const picked = await vscode.window.showQuickPick(
    models.map((model) => ({ label: model.name, description: model.vendor, model })),
    {
      title: vscode.l10n.t('Ask a language model: “{0}”', question),
      placeHolder: vscode.l10n.t(
        'The text of this paper, about {0} thousand tokens, is sent to the model that you choose',
        thousands,
      ),
    },
  );
  return picked?.model;
}
