import vscode = require('vscode');
import { KnownError } from '../../core/errors/knownError';
import { type Sentence, sentence } from '../../core/text/sentence';

/** A longer reply is refused, UTF-16 code units: it cannot be a list of passages. */
const MAX_REPLY = 400_000;

/** The models that the editor offers; none when no extension provides one or the reader has switched them off. */
export async function languageModels(): Promise<readonly vscode.LanguageModelChat[]> {
  try {
    return await vscode.lm.selectChatModels();
  } catch {
    return [];
  }
}

/** Sends one request and collects its reply. Rejects with a `KnownError` or a `CancellationError`. */
export async function replyOf(
  model: vscode.LanguageModelChat,
  prompt: string,
  token: vscode.CancellationToken,
): Promise<string> {
  try {
    const justification = vscode.l10n.t(
      'Evidence Lens asks it for the passages of this paper that answer your question.',
    );
    const response = await model.sendRequest([vscode.LanguageModelChatMessage.User(prompt)], { justification }, token);
    let reply = '';
    for await (const part of response.text) {
      reply += part;
      if (reply.length > MAX_REPLY) break;
    }
    if (token.isCancellationRequested) throw new vscode.CancellationError();
    return reply;
  } catch (error) {
    if (token.isCancellationRequested || error instanceof vscode.CancellationError)
      throw new vscode.CancellationError();
    throw failureOf(model, error);
  }
}

/** The error for a failure of the model's provider, or of the editor that stands before it. */
function failureOf(model: vscode.LanguageModelChat, error: unknown): KnownError {
  const detail = error instanceof Error ? `${error.name} ${codeOf(error)}: ${error.message}` : String(error);
  return new KnownError('languageModelFailed', sentenceFor(model.name, codeOf(error)), detail);
}

function codeOf(error: unknown): string {
  return error instanceof vscode.LanguageModelError ? error.code : '';
}

function sentenceFor(name: string, code: string): Sentence {
  switch (code) {
    case vscode.LanguageModelError.NoPermissions.name:
      return sentence`${name} was not asked, because you have not allowed Evidence Lens to use it: ask again to allow it.`;
    case vscode.LanguageModelError.Blocked.name:
      return sentence`${name} refuses to answer for now, for example because your quota is used up: try again later, or choose another model.`;
    case vscode.LanguageModelError.NotFound.name:
      return sentence`${name} is no longer there: choose another model.`;
    default:
      return sentence`${name} could not answer: try again, or choose another model; the log says more.`;
  }
}
