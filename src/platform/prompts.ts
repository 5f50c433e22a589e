import vscode = require('vscode');

/** What a reader is asked, and waits for: one place, so that tests in the editor can answer in the reader's stead. */
export class Prompts {
  /** A dialogue in the middle of the window. Resolves to the label that was chosen, or undefined. */
  async choose(message: string, detail: string, ...labels: readonly string[]): Promise<string | undefined> {
    return await vscode.window.showInformationMessage(message, { modal: true, detail }, ...labels);
  }

  /** A list to pick from. */
  async pick<T extends vscode.QuickPickItem>(items: readonly T[], placeHolder: string): Promise<T | undefined> {
    return await vscode.window.showQuickPick(items, { placeHolder, matchOnDescription: true });
  }

  /** A folder of this machine. */
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

  /** A text; secrets are not shown as they are typed. */
  async text(title: string, prompt: string, secret = false): Promise<string | undefined> {
    return await vscode.window.showInputBox({ title, prompt, password: secret, ignoreFocusOut: true });
  }

  /** A message that goes by itself, with what can be done about it. */
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

/** Tells the reader something, and ends the command that had nothing more to do. */
export function say(message: string): undefined {
  void vscode.window.showInformationMessage(message);
}
