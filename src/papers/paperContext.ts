import vscode = require('vscode');
import { isPaper } from '../core/paper/format';
import { Disposable } from '../platform/disposable';

/** Tells the editor's menus and keys whether the active editor shows a notebook, or a document in a language that papers are written in. */
export class PaperContext extends Disposable {
  private told: boolean | undefined;

  constructor() {
    super();
    this.register(vscode.window.onDidChangeActiveTextEditor(() => this.tell()));
    this.register(vscode.window.onDidChangeActiveNotebookEditor(() => this.tell()));
    // A change of language closes and reopens the document.
    this.register(vscode.workspace.onDidOpenTextDocument(() => this.tell()));
    this.tell();
  }

  private tell(): void {
    const document = vscode.window.activeTextEditor?.document;
    const isText = document !== undefined && isPaper(document.uri.path, document.languageId);
    const is = isText || vscode.window.activeNotebookEditor !== undefined;
    if (is === this.told) return;
    this.told = is;
    void vscode.commands.executeCommand('setContext', 'evidence.isPaper', is);
  }
}
