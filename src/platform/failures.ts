import vscode = require('vscode');
import { KnownError } from '../core/errors/knownError';
import { localised } from './localised';
import { log } from './log';

/**
 * The sentence that tells a reader of anything that was thrown; the details go to the log.
 *
 * @param fault the sentence for an unexpected error
 */
export function sentenceOf(
  error: unknown,
  fault = vscode.l10n.t('This did not work because of a fault in Evidence Lens: try again; the log says more.'),
): string {
  logError(error);
  return error instanceof KnownError ? localised(error.told) : fault;
}

/** Whether the log says more of an error than its sentence does. */
export function isLogUseful(error: unknown): boolean {
  return !(error instanceof KnownError) || error.detail !== undefined;
}

/**
 * Shows a failure to the reader, see `sentenceOf`. A button opens the log where that says more. A message without a button goes away by
 * itself, so that what is wrong with one paper does not stay on the screen while the reader reads another.
 */
export function tellFailure(error: unknown, fault?: string): undefined {
  const showLog = vscode.l10n.t('Show Log');
  const buttons = isLogUseful(error) ? [showLog] : [];
  void vscode.window.showErrorMessage(sentenceOf(error, fault), ...buttons).then((choice) => {
    if (choice === showLog) log.show();
  });
}

/** Shows a failure to answer a question; otherwise like `tellFailure`. */
export function tellUnanswered(error: unknown): undefined {
  return tellFailure(
    error,
    vscode.l10n.t(
      'The question could not be answered because of a fault in Evidence Lens: ask again; the log says more.',
    ),
  );
}

/** Writes anything that was thrown to the log; for an unexpected error with its stack. */
export function logError(error: unknown): void {
  if (error instanceof KnownError) log.error(`${error.code}: ${error.message} ${error.detail ?? ''}`.trimEnd());
  else log.error(error instanceof Error ? error : String(error));
}
