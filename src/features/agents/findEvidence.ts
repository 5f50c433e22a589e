import vscode = require('vscode');
import { EDITOR_TOOL_SCHEMA, readEvidenceQuery } from '../../core/agents/query';
import { reportOf, type EvidenceReport } from '../../core/agents/report';
import { harmlessJson } from '../../core/text/harmless';
import type { InferenceClient } from '../../inference/client';
import { collectAnswer } from '../../inference/collect';
import type { EngineSpec } from '../../inference/protocol';
import { logError } from '../../platform/failures';
import type { Settings } from '../../platform/settings';
import { formatOfPaper, paperProblem } from '../../papers/documents';
import type { CurrentPaper } from '../../papers/currentPaper';
import { findDocument } from './documents';
import { type ErrorCode, KnownError } from '../../core/errors/knownError';

/** The language-model tool `#evidence`: the passages of a paper that answer a question, as JSON. It highlights nothing. */
export class FindEvidenceTool implements vscode.LanguageModelTool<object> {
  constructor(
    private readonly client: InferenceClient,
    private readonly settings: Settings,
    private readonly currentPaper: CurrentPaper,
    private readonly engines: (model: string) => EngineSpec | Promise<EngineSpec>,
  ) {}

  prepareInvocation(): vscode.PreparedToolInvocation {
    return { invocationMessage: vscode.l10n.t('Looking for evidence') };
  }

  async invoke(
    { input }: vscode.LanguageModelToolInvocationOptions<object>,
    token: vscode.CancellationToken,
  ): Promise<vscode.LanguageModelToolResult> {
    const abort = new AbortController();
    const cancelling = token.onCancellationRequested(() => abort.abort());
    if (token.isCancellationRequested) abort.abort();
    try {
      const report = await this.find(input, abort.signal);
      return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(harmlessJson(report))]);
    } catch (error) {
      throw forAgent(error);
    } finally {
      cancelling.dispose();
    }
  }

  private async find(input: object, signal: AbortSignal): Promise<EvidenceReport> {
    const query = readEvidenceQuery(input, EDITOR_TOOL_SCHEMA);
    const document = await findDocument(query.file, this.currentPaper.active);
    const problem = paperProblem(document);
    if (problem !== undefined) throw new KnownError('badPaper', problem);
    const model = this.settings.model(document.uri);
    const request = {
      engine: await this.engines(model),
      question: query.question,
      text: document.getText(),
      format: formatOfPaper(document),
    };
    const answer = await collectAnswer(this.client, model, request, signal);
    if (answer.state === 'cancelled') throw new vscode.CancellationError();
    const view = this.settings.view(document.uri);
    const threshold = query.threshold ?? view.threshold;
    return reportOf(answer, { ...view, threshold }, query.limit, document.uri.toString());
  }
}

/** What an agent can do about errors that only the reader can mend. */
const ADVICE: Partial<Record<ErrorCode, string>> = {
  workerUnavailable: 'Ask the user to run Highlight evidence, which offers to try again.',
  serverFailed: 'Ask the user to run Highlight evidence, which offers to answer on this machine.',
};

/** The error that the agent gets. A fault of the program becomes one fixed sentence; its details go to the log. */
function forAgent(error: unknown): unknown {
  if (error instanceof vscode.CancellationError) return error;
  logError(error);
  if (!(error instanceof KnownError)) {
    return new KnownError(
      'internal',
      'The tool failed because of a fault in Evidence Lens, and its log says more: call again, which may help.',
    );
  }
  const advice = ADVICE[error.code];
  return advice === undefined ? error : new KnownError(error.code, `${error.message} ${advice}`, error.detail);
}
