import vscode = require('vscode');
import { isPaper } from '../core/paper/format';
import { Disposable } from '../platform/disposable';

/** Tells the menus and keys of the editor whether the document in the active editor is one that papers are written as. */
export class PaperContext extends Disposable {
  private told: boolean | undefined;

  constructor() {
    super();
    this.register(vscode.window.onDidChangeActiveTextEditor(() => this.tell()));
    // A document whose language is changed is closed and opened.
    this.register(vscode.workspace.onDidOpenTextDocument(() => this.tell()));
    this.tell();
  }

  private tell(): void {
    const document = vscode.window.activeTextEditor?.document;
    const is = document !== undefined && isPaper(document.uri.path, document.languageId);
    if (is === this.told) return;
    this.told = is;
    void vscode.commands.executeCommand('setContext', 'evidence.isPaper', is);
  }
}
