import vscode = require('vscode');
import { Command } from '../../platform/commands';
import { Disposable } from '../../platform/disposable';

const SAMPLE = 'evidence-lens.md';
const KEYBOARD = 'KEYBOARD.md';

/** Helps a new reader: opens the sample paper of the walkthrough and the page of keyboard shortcuts. */
export class Welcome extends Disposable {
  constructor(private readonly extension: vscode.Uri) {
    super();
    this.register(vscode.commands.registerCommand(Command.openSample, () => this.openSample()));
    this.register(vscode.commands.registerCommand(Command.showKeyboard, () => this.showKeyboard()));
  }

  /** Opens the paper that ships with the extension. It is read-only, because an update replaces it. */
  private async openSample(): Promise<void> {
    await vscode.window.showTextDocument(vscode.Uri.joinPath(this.extension, 'samples', SAMPLE), { preview: false });
    await vscode.commands.executeCommand('workbench.action.files.setActiveEditorReadonlyInSession');
  }

  private async showKeyboard(): Promise<void> {
    await vscode.commands.executeCommand('markdown.showPreview', vscode.Uri.joinPath(this.extension, 'docs', KEYBOARD));
  }
}
