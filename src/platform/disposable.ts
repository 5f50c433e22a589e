import type * as vscode from 'vscode';

/** A base class for parts that own others: disposing it disposes them too, the last one first. */
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

  /** Takes ownership of a part. A part that is registered after the end is disposed at once. */
  protected register<T extends vscode.Disposable>(part: T): T {
    if (this.disposed) part.dispose();
    else this.owned.push(part);
    return part;
  }
}
