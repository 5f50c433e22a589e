import type * as vscode from 'vscode';

/** A base for parts that own others: what is registered here is disposed with it, last first. */
export abstract class Disposable implements vscode.Disposable {
  private readonly owned: vscode.Disposable[] = [];
  private disposed = false;

  dispose(): void {
    if (this.disposed) return;
    this.disposed = true;
    for (const part of this.owned.reverse()) part.dispose();
    this.owned.length = 0;
  }

  protected get isDisposed(): boolean {
    return this.disposed;
  }

  /** Owns a part. A part that comes after the end is disposed at once. */
  protected register<T extends vscode.Disposable>(part: T): T {
    if (this.disposed) part.dispose();
    else this.owned.push(part);
    return part;
  }
}
