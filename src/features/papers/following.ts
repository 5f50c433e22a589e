import * as vscode from 'vscode';
import { Disposable } from '../../platform/disposable';
import type { Papers } from './papers';

/**
 * Keeps questions with their paper when its document gets another name: a file or folder that was renamed, an untitled document that was
 * saved. (Of a saved one VS Code says only that a file was opened and the document without a name closed, in either order.)
 */
export class Following extends Disposable {
  /** The last untitled paper that was closed. VS Code gives its name to the next one, whose text is another. */
  private closed: { readonly uri: vscode.Uri; readonly text: string } | undefined;
  /** The file that was opened last. */
  private latest: vscode.TextDocument | undefined;

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
    // A change of language closes a document and opens it again: it is there all the time.
    if (!document.isUntitled || vscode.workspace.textDocuments.includes(document)) return;
    if (this.papers.questions(document.uri).length === 0) return;
    if (this.closed) this.papers.forget(this.closed.uri);
    this.closed = { uri: document.uri, text: document.getText() };
    if (this.latest && !this.latest.isClosed) this.follow(this.latest);
  }

  private opened(document: vscode.TextDocument): void {
    if (!document.isUntitled) {
      this.latest = document;
      this.follow(document);
    } else if (document.uri.toString() === this.closed?.uri.toString()) {
      this.papers.forget(document.uri);
      this.closed = undefined;
    }
  }

  /** Gives the questions of the untitled paper that was closed to a file with its text. */
  private follow(file: vscode.TextDocument): void {
    if (!this.closed || !isSame(file.getText(), this.closed.text)) return;
    this.papers.move(this.closed.uri, file.uri);
    this.closed = undefined;
  }
}

/** Saving may take blanks at the end away, or add a line end. */
function isSame(a: string, b: string): boolean {
  return a.trimEnd() === b.trimEnd();
}
