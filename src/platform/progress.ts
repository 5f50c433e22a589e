import vscode = require('vscode');

/**
 * Reports the progress of work.
 *
 * @param message the current step
 * @param percent of all the work, if known; a smaller number than before changes nothing
 */
export type Report = (message: string, percent?: number) => void;

/** Runs work under a notification with its progress and a button to cancel it. */
export async function withProgress<T>(
  title: string,
  cancel: () => void,
  work: (report: Report) => Promise<T>,
): Promise<T> {
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return await vscode.window.withProgress(options, async (progress, token) => {
    token.onCancellationRequested(cancel);
    let shown = 0;
    return await work((message, percent) => {
      // Without a number the bar shows activity only.
      if (percent === undefined) return progress.report({ message });
      progress.report({ message, increment: Math.max(0, percent - shown) });
      shown = Math.max(shown, percent);
    });
  });
}
