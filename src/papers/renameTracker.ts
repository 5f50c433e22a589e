import vscode = require('vscode');
import { Disposable } from '../platform/disposable';
import { openPapers, type PaperDocument, paperOf } from './documents';
import { NotebookPaper } from './notebookPaper';
import type { Papers } from './papers';

/**
 * Keeps questions with their paper when its document gets another name: a file or folder is renamed, or an untitled document is saved.
 * VS Code has no event for such a save. It opens a file, fills it with the same text, then empties and closes the untitled
 * document.
 */
export class RenameTracker extends Disposable {
  /** For each untitled paper, the file that had the same text while both were open. */
  private readonly twins = new Map<string, PaperDocument>();

  constructor(private readonly papers: Papers) {
    super();
    this.register(vscode.workspace.onDidRenameFiles(({ files }) => files.forEach((file) => this.fileRenamed(file))));
    this.register(vscode.workspace.onDidOpenTextDocument((document) => this.findTwin(document)));
    this.register(vscode.workspace.onDidChangeTextDocument(({ document }) => this.findTwin(paperOf(document))));
    this.register(vscode.workspace.onDidCloseTextDocument((document) => this.documentClosed(document)));
    this.register(vscode.workspace.onDidOpenNotebookDocument((open) => this.findTwin(new NotebookPaper(open))));
    this.register(vscode.workspace.onDidCloseNotebookDocument((open) => this.documentClosed(new NotebookPaper(open))));
  }

  private fileRenamed({ oldUri, newUri }: { readonly oldUri: vscode.Uri; readonly newUri: vscode.Uri }): void {
    for (const uri of this.papers.all()) {
      if (uri.scheme !== oldUri.scheme || uri.authority !== oldUri.authority) continue;
      if (uri.path === oldUri.path) this.papers.move(uri, newUri);
      else if (uri.path.startsWith(`${oldUri.path}/`)) {
        this.papers.move(uri, newUri.with({ path: newUri.path + uri.path.slice(oldUri.path.length) }));
      }
    }
  }

  private findTwin(document: PaperDocument): void {
    if (document.isUntitled) return;
    for (const untitled of openPapers()) {
      if (untitled.isUntitled && this.papers.paper(untitled.uri).questions.length > 0 && areAlike(untitled, document)) {
        this.twins.set(untitled.uri.toString(), document);
      }
    }
  }

  private documentClosed(document: PaperDocument): void {
    // A change of language closes a document and opens it again, so it is still in the list.
    if (!document.isUntitled || (vscode.workspace.textDocuments as readonly PaperDocument[]).includes(document)) return;
    const key = document.uri.toString();
    const twin = this.twins.get(key);
    this.twins.delete(key);
    if (twin && !twin.isClosed) this.papers.move(document.uri, twin.uri);
    // VS Code gives the name to the next untitled document, which has another text.
    else this.papers.forget(document.uri);
  }
}

function areAlike(a: PaperDocument, b: PaperDocument): boolean {
  // Most documents differ in this, and it costs less.
  if ('lineCount' in a && 'lineCount' in b && a.lineCount !== b.lineCount) return false;
  return a.getText() === b.getText();
}
