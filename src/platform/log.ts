import vscode = require('vscode');

/** The one channel of the extension: details that a reader's message leaves out. It is the only singleton. */
export const log: vscode.LogOutputChannel = vscode.window.createOutputChannel('Evidence Lens', { log: true });

/** Tells the reader of a failure, with a way to the log, which has the details. */
export function tellFailure(message: string): void {
  const showLog = vscode.l10n.t('Show Log');
  void vscode.window.showErrorMessage(message, showLog).then((choice) => {
    if (choice === showLog) log.show();
  });
}
