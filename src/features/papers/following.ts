import * as vscode from 'vscode';
import { Disposable } from '../../platform/disposable';
import type { Papers } from './papers';

/**
 * Keeps questions with their paper when its document gets another name: a file or folder that was renamed, an untitled document that was
 * saved or closed for a moment (a change of language closes and opens it).
 */
export class Following extends Disposable {
  /** The last untitled paper that was closed. VS Code gives its name to the next one, whose text is another. */
  private closed: { readonly uri: vscode.Uri; readonly text: string } | undefined;

  constructor(private readonly papers: Papers) {
    super();
    this.register(vscode.workspace.onDidRenameFiles(({ files }) => files.forEach((file) => this.renamed(file))));
    this.register(vscode.workspace.onDidCloseTextDocument((document) => this.left(document)));
    this.register(vscode.workspace.onDidOpenTextDocument((document) => this.opened(document)));
  }

  private renamed({ oldUri, newUri }: { readonly oldUri: vscode.Uri; readonly newUri: vscode.Uri }): void {
    for (const uri of this.papers.all()) {
      if (uri.scheme !== oldUri.scheme || uri.authority !== oldUri.authority) continue;
      if (uri.path === oldUri.path) this.papers.move(uri, newUri);
      else if (uri.path.startsWith(`${oldUri.path}/`)) {
        this.papers.move(uri, newUri.with({ path: newUri.path + uri.path.slice(oldUri.path.length) }));
      }
    }
  }

  private left(document: vscode.TextDocument): void {
    if (!document.isUntitled || this.papers.questions(document.uri).length === 0) return;
    const text = document.getText();
    const saved = vscode.workspace.textDocuments.find((other) => !other.isUntitled && isSame(other.getText(), text));
    if (this.closed) this.papers.forget(this.closed.uri);
    this.closed = { uri: document.uri, text };
    if (saved) this.opened(saved);
  }

  private opened(document: vscode.TextDocument): void {
    if (!this.closed) return;
    const { uri, text } = this.closed;
    const isItself = uri.toString() === document.uri.toString();
    if (isSame(document.getText(), text)) {
      this.closed = undefined;
      if (!isItself) this.papers.move(uri, document.uri);
    } else if (isItself) {
      this.closed = undefined;
      this.papers.forget(uri);
    }
  }
}

/** Saving may take blanks at the end away, or add a line end. */
function isSame(a: string, b: string): boolean {
  return a.trimEnd() === b.trimEnd();
}
