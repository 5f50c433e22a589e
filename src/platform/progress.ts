import vscode = require('vscode');

/**
 * Shows how far work has come.
 *
 * @param message of the step that is done now
 * @param percent of all of the work, where it is known; it never goes back
 */
export type Report = (message: string, percent?: number) => void;

/** Does work under a notification that shows how far it is, and a button that gives it up. */
export async function withProgress<T>(
  title: string,
  cancel: () => void,
  work: (report: Report) => Promise<T>,
): Promise<T> {
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  return await vscode.window.withProgress(options, async (progress, token) => {
    token.onCancellationRequested(cancel);
    let shown = 0;
    return await work((message, percent = 0) => {
      progress.report({ message, increment: Math.max(0, percent - shown) });
      shown = Math.max(shown, percent);
    });
  });
}
