import vscode = require('vscode');
import type { PaperFilter } from '../../core/library/paperFilter';

/** A paper in the workspace. */
export interface PaperFile {
  readonly uri: vscode.Uri;
  /** Changes whenever the file changes. */
  readonly stamp: string;
  /** In bytes. */
  readonly size: number;
}

const IGNORE_FILE = '.gitignore';
/** How many files are looked at in parallel. */
const PARALLEL = 16;

/** The globs by which a folder's papers are found. */
export interface PaperGlobs {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

/**
 * The papers of one folder of the workspace. It walks through `workspace.fs`, because VS Code's own search misses folders of
 * virtual file systems and some `.gitignore` files.
 */
export class PaperFiles {
  private filter: Promise<PaperFilter> | undefined;

  constructor(
    readonly folder: vscode.Uri,
    private readonly globs: PaperGlobs,
  ) {}

  /** All papers, by path; a folder that cannot be read counts as empty. When the signal is aborted, returns what was found so far. */
  async list(signal: AbortSignal): Promise<PaperFile[]> {
    this.filter = this.newFilter();
    const filter = await this.filter;
    const paths: string[] = [];
    const waiting = [''];
    for (let folder = waiting.pop(); folder !== undefined && !signal.aborted; folder = waiting.pop()) {
      const entries = await this.entriesOf(folder);
      if (entries.some(([name]) => name === IGNORE_FILE)) await this.readRules(folder, filter);
      for (const [name, type] of entries) {
        const path = folder === '' ? name : `${folder}/${name}`;
        // Links to folders are not followed, because they may form a circle. A link's type has another bit, so it is not `Directory`.
        if (type === vscode.FileType.Directory && filter.entersFolder(path)) waiting.push(path);
        if ((type & vscode.FileType.File) !== 0 && filter.takesFile(path)) paths.push(path);
      }
    }
    return await this.states(paths.sort(), signal);
  }

  /** The state of a file; undefined if it is not one of the papers or does not exist. */
  async stateOf(uri: vscode.Uri): Promise<PaperFile | undefined> {
    const path = this.pathOf(uri);
    if (path === undefined) return undefined;
    this.filter ??= this.newFilter();
    return (await this.filter).takesPath(path) ? await this.state(path) : undefined;
  }

  private async states(paths: readonly string[], signal: AbortSignal): Promise<PaperFile[]> {
    const found: PaperFile[] = [];
    for (let at = 0; at < paths.length && !signal.aborted; at += PARALLEL) {
      const states = await Promise.all(paths.slice(at, at + PARALLEL).map((path) => this.state(path)));
      found.push(...states.filter((state) => state !== undefined));
    }
    return found;
  }

  private async state(path: string): Promise<PaperFile | undefined> {
    const uri = vscode.Uri.joinPath(this.folder, path);
    try {
      const { mtime, size } = await vscode.workspace.fs.stat(uri);
      return { uri, stamp: `${mtime}:${size}`, size };
    } catch {
      return undefined;
    }
  }

  private async entriesOf(folder: string): Promise<[string, vscode.FileType][]> {
    try {
      return await vscode.workspace.fs.readDirectory(vscode.Uri.joinPath(this.folder, folder));
    } catch {
      return [];
    }
  }

  private async newFilter(): Promise<PaperFilter> {
    const { PaperFilter } = await import('../../core/library/paperFilter');
    return new PaperFilter(this.globs.include, this.globs.exclude);
  }

  private async readRules(folder: string, filter: PaperFilter): Promise<void> {
    try {
      const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(this.folder, folder, IGNORE_FILE));
      filter.addRules(folder, new TextDecoder().decode(bytes));
    } catch {
      // The rules cannot be read: indexing too many files is better than missing papers.
    }
  }

  /** The path below the folder; undefined for a file that is elsewhere. */
  private pathOf(uri: vscode.Uri): string | undefined {
    const root = this.folder.path.endsWith('/') ? this.folder.path : `${this.folder.path}/`;
    const isInside = uri.scheme === this.folder.scheme && uri.authority === this.folder.authority;
    return isInside && uri.path.startsWith(root) ? uri.path.slice(root.length) : undefined;
  }
}
