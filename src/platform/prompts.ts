import vscode = require('vscode');

/** Questions to the reader that wait for an answer; all in one class, so that tests in the editor can answer instead. */
export class Prompts {
  /** A modal dialog. Resolves to the chosen label, or undefined. */
  async choose(message: string, detail: string, ...labels: readonly string[]): Promise<string | undefined> {
    return await vscode.window.showInformationMessage(message, { modal: true, detail }, ...labels);
  }

  /** A list to pick from. */
  async pick<T extends vscode.QuickPickItem>(items: readonly T[], placeHolder: string): Promise<T | undefined> {
    return await vscode.window.showQuickPick(items, { placeHolder, matchOnDescription: true });
  }

  /** Asks for a folder of this machine. */
  async folder(title: string): Promise<string | undefined> {
    const chosen = await vscode.window.showOpenDialog({
      title,
      openLabel: title,
      canSelectFiles: false,
      canSelectFolders: true,
      canSelectMany: false,
    });
    return chosen?.[0]?.fsPath;
  }

  /** Asks for a text; a secret is hidden while it is typed. */
  async text(title: string, prompt: string, secret = false): Promise<string | undefined> {
    return await vscode.window.showInputBox({ title, prompt, password: secret, ignoreFocusOut: true });
  }

  /** A message that is not modal, with buttons for what can be done about it. */
  async tell(
    kind: 'information' | 'warning' | 'error',
    message: string,
    ...labels: readonly string[]
  ): Promise<string | undefined> {
    return await SHOW[kind](message, ...labels);
  }
}

const SHOW = {
  information: (message: string, ...labels: readonly string[]) =>
    vscode.window.showInformationMessage(message, ...labels),
  warning: (message: string, ...labels: readonly string[]) => vscode.window.showWarningMessage(message, ...labels),
  error: (message: string, ...labels: readonly string[]) => vscode.window.showErrorMessage(message, ...labels),
};

/** Shows a message, and returns undefined so that a command can end with it. */
export function say(message: string): undefined {
  void vscode.window.showInformationMessage(message);
}
