import vscode = require('vscode');
import { KnownError } from '../core/errors/knownError';
import { localised } from './localised';
import { log } from './log';

/**
 * What a reader is told of anything that was thrown; the log gets the details.
 *
 * @param fault the sentence for what nobody foresaw
 */
export function sentenceOf(
  error: unknown,
  fault = vscode.l10n.t('This did not work because of a fault in Evidence Lens: try again; the log says more.'),
): string {
  logError(error);
  return error instanceof KnownError ? localised(error.told) : fault;
}

/** Tells the reader of a failure, with a way to the log; see `sentenceOf`. */
export function tellFailure(error: unknown, fault?: string): undefined {
  const showLog = vscode.l10n.t('Show Log');
  void vscode.window.showErrorMessage(sentenceOf(error, fault), showLog).then((choice) => {
    if (choice === showLog) log.show();
  });
}

/** The same of a question that could not be answered. */
export function tellUnanswered(error: unknown): undefined {
  return tellFailure(
    error,
    vscode.l10n.t(
      'The question could not be answered because of a fault in Evidence Lens: ask again; the log says more.',
    ),
  );
}

/** Writes anything that was thrown into the log: a fault with the place where it arose. */
export function logError(error: unknown): void {
  if (error instanceof KnownError) log.error(`${error.code}: ${error.message} ${error.detail ?? ''}`.trimEnd());
  else log.error(error instanceof Error ? error : String(error));
}
