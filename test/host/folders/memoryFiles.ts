import * as vscode from 'vscode';

/** A file system in memory, like that of a repository that is open without a local copy. */
export class MemoryFiles implements vscode.FileSystemProvider {
  private readonly files = new Map<string, { readonly bytes: Uint8Array; readonly mtime: number }>();
  private readonly changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.changed.event;
  private clock = 1;

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }

  /** Writes a file without VS Code, as its owner would. */
  put(path: string, text: string): void {
    this.files.set(path, { bytes: new TextEncoder().encode(text), mtime: this.clock++ });
  }

  textOf(path: string): string {
    return new TextDecoder().decode(this.files.get(path)?.bytes);
  }

  stat(uri: vscode.Uri): vscode.FileStat {
    const file = this.files.get(uri.path);
    if (file) return { type: vscode.FileType.File, ctime: 0, mtime: file.mtime, size: file.bytes.length };
    if (this.below(uri.path).length === 0) throw vscode.FileSystemError.FileNotFound(uri);
    return { type: vscode.FileType.Directory, ctime: 0, mtime: 0, size: 0 };
  }

  readDirectory(uri: vscode.Uri): [string, vscode.FileType][] {
    const rests = this.below(uri.path).map((path) => path.slice(folderPath(uri.path).length));
    const entries = rests.map((rest): [string, vscode.FileType] => {
      const [name, ...more] = rest.split('/');
      return [name!, more.length > 0 ? vscode.FileType.Directory : vscode.FileType.File];
    });
    return [...new Map(entries)];
  }

  readFile(uri: vscode.Uri): Uint8Array {
    const file = this.files.get(uri.path);
    if (!file) throw vscode.FileSystemError.FileNotFound(uri);
    return file.bytes;
  }

  createDirectory(): void {
    // Folders are not stored: a folder exists when a file in it does.
  }

  writeFile(uri: vscode.Uri, bytes: Uint8Array): void {
    const type = this.files.has(uri.path) ? vscode.FileChangeType.Changed : vscode.FileChangeType.Created;
    this.files.set(uri.path, { bytes, mtime: this.clock++ });
    this.changed.fire([{ type, uri }]);
  }

  delete(uri: vscode.Uri): void {
    for (const path of [uri.path, ...this.below(uri.path)]) {
      if (this.files.delete(path))
        this.changed.fire([{ type: vscode.FileChangeType.Deleted, uri: uri.with({ path }) }]);
    }
  }

  rename(from: vscode.Uri, to: vscode.Uri): void {
    this.writeFile(to, this.readFile(from));
    this.delete(from);
  }

  private below(path: string): string[] {
    return [...this.files.keys()].filter((file) => file.startsWith(folderPath(path)));
  }
}

function folderPath(path: string): string {
  return path.endsWith('/') ? path : `${path}/`;
}
