import * as vscode from 'vscode';
import { Disposable } from '../../platform/disposable';
import type { Papers } from './papers';

/**
 * The paper that the views show: that of the active editor where something was asked of it, else the one before. Views stay on their
 * paper while the reader looks at another file.
 */
export class PaperAtHand extends Disposable {
  private paper: vscode.Uri | undefined;
  private readonly changed = this.register(new vscode.EventEmitter<undefined>());
  /** Fires when another paper is at hand, or when what is known of this one has changed. */
  readonly onDidChange = this.changed.event;

  constructor(private readonly papers: Papers) {
    super();
    this.register(papers.onDidChange((uri) => this.told(uri)));
    this.register(papers.onDidMove(({ from, to }) => this.moved(from, to)));
    this.register(vscode.window.onDidChangeActiveTextEditor((editor) => this.follow(editor?.document.uri)));
    this.follow(vscode.window.activeTextEditor?.document.uri);
  }

  get uri(): vscode.Uri | undefined {
    return this.paper;
  }

  /** Its document, while it is open. */
  get document(): vscode.TextDocument | undefined {
    const key = this.paper?.toString();
    return vscode.workspace.textDocuments.find((document) => document.uri.toString() === key);
  }

  private follow(uri: vscode.Uri | undefined): void {
    if (!uri || uri.toString() === this.paper?.toString() || this.papers.questions(uri).length === 0) return;
    this.paper = uri;
    this.changed.fire(undefined);
  }

  private moved(from: vscode.Uri, to: vscode.Uri): void {
    if (from.toString() !== this.paper?.toString()) return;
    this.paper = to;
    this.changed.fire(undefined);
  }

  private told(uri: vscode.Uri): void {
    const active = vscode.window.activeTextEditor?.document.uri.toString();
    if (uri.toString() === active || this.paper === undefined) this.paper = uri;
    if (uri.toString() === this.paper.toString()) this.changed.fire(undefined);
  }
}
