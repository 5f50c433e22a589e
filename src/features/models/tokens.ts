import type * as vscode from 'vscode';
import { sentenceOf } from '../../platform/failures';
import type { Prompts } from '../../platform/prompts';

/** A token that a reader sets or deletes, in the secret storage. */
export interface TokenPlace {
  readonly key: string;
  readonly title: string;
  readonly hint: string;
  /** Reads what was typed; undefined when it is blank. Throws a `KnownError` when it cannot be a token. */
  readonly parse: (text: string) => string | undefined;
}

/** Asks the reader for a token and keeps it. An empty one deletes the token that is kept. */
export async function askForToken(
  secrets: vscode.SecretStorage,
  prompts: Prompts,
  place: () => TokenPlace,
): Promise<void> {
  try {
    const { key, title, hint, parse } = place();
    const typed = await prompts.text(title, hint, true);
    if (typed === undefined) return;
    const token = parse(typed);
    if (token === undefined) await secrets.delete(key);
    else await secrets.store(key, token);
  } catch (error) {
    await prompts.tell('error', sentenceOf(error));
  }
}
