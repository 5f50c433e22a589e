import vscode = require('vscode');
import type { PaperRecord } from '../../core/questions/codec';
import { Command } from '../../platform/commands';
import { Disposable } from '../../platform/disposable';
import { log } from '../../platform/log';
import type { PersistentState } from '../../platform/memento';
import type { Prompts } from '../../platform/prompts';
import { documentOf, openPapers } from '../../papers/documents';
import type { CurrentPaper } from '../../papers/currentPaper';
import type { Papers } from '../../papers/papers';
import type { PaperStore, SetAside } from './paperStore';
import { systemCode } from '../../node/systemErrors';
import { logError } from '../../platform/failures';

/** Changes within this time are written together, milliseconds. */
const WRITE_MS = 500;

/** Keeps the questions of papers between sessions: reads them when a paper is opened, and writes them after changes. */
export class Persistence extends Disposable {
  private readonly timers = new Map<string, NodeJS.Timeout>();
  /** The queue of work on each paper's file. */
  private readonly queues = new Map<string, Promise<void>>();
  private readonly read = new Set<string>();
  /** The papers whose last change is not on the disk yet. */
  private readonly unwritten = new Set<string>();
  private hasSaidWhyNot = false;
  /** The files of a later version that the reader has already been told about. */
  private readonly saidNewer = new Set<string>();

  constructor(
    private readonly papers: Papers,
    private readonly currentPaper: CurrentPaper,
    readonly store: PaperStore,
    private readonly prompts: Prompts,
    readonly state: PersistentState,
  ) {
    super();
    this.register(papers.onDidChangeRecord((uri) => this.schedule(uri)));
    this.register(papers.onDidMove(({ from, to }) => void this.state.movePaper(from.toString(), to.toString())));
    this.register(vscode.workspace.onDidOpenTextDocument((document) => void this.load(document.uri)));
    this.register(vscode.workspace.onDidCloseTextDocument((document) => void this.documentClosed(document.uri)));
    this.register(vscode.workspace.onDidOpenNotebookDocument(({ uri }) => void this.load(uri)));
    this.register(vscode.workspace.onDidCloseNotebookDocument(({ uri }) => void this.documentClosed(uri)));
    this.register(
      vscode.workspace.onDidRenameFiles(({ files }) => files.forEach((file) => void this.fileRenamed(file))),
    );
    this.register(vscode.commands.registerCommand(Command.forgetPaper, (from?: unknown) => this.forget(from)));
    for (const { uri } of openPapers()) void this.load(uri);
  }

  /** Resolves when everything that was requested until now has been read or written. */
  async flush(): Promise<void> {
    for (const key of [...this.timers.keys()]) this.save(vscode.Uri.parse(key));
    await Promise.all(this.queues.values());
  }

  override dispose(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    super.dispose();
  }

  private async load(uri: vscode.Uri): Promise<void> {
    const key = uri.toString();
    if (!isKept(uri) || this.read.has(key)) return;
    this.read.add(key);
    await this.enqueue(uri, async () => {
      const { record, setAside, newer } = await this.store.read(key);
      if (setAside) this.saySetAside(uri, setAside);
      if (newer !== undefined) this.sayNewer(uri, newer);
      if (record && record.questions.length > 0) this.papers.restore(uri, record);
    });
  }

  /** Frees the memory of a closed paper whose questions are saved. */
  private async documentClosed(uri: vscode.Uri): Promise<void> {
    const key = uri.toString();
    if (!this.read.has(key)) return;
    if (this.timers.has(key)) this.save(uri);
    await this.queues.get(key);
    if (documentOf(uri) || this.unwritten.has(key) || !this.papers.release(uri)) return;
    this.store.release(key);
    this.read.delete(key);
  }

  private schedule(uri: vscode.Uri): void {
    if (!isKept(uri)) return;
    const key = uri.toString();
    clearTimeout(this.timers.get(key));
    this.timers.set(
      key,
      setTimeout(() => this.save(uri), WRITE_MS),
    );
  }

  private save(uri: vscode.Uri): void {
    const key = uri.toString();
    clearTimeout(this.timers.get(key));
    this.timers.delete(key);
    this.unwritten.add(key);
    void this.enqueue(uri, async () => {
      // Without questions here an empty record is written, because other windows may have saved some.
      await this.store.write(this.papers.record(uri) ?? { uri: key, questions: [] });
      this.unwritten.delete(key);
    });
  }

  private async forget(from: unknown): Promise<void> {
    const uri = from instanceof vscode.Uri ? from : this.currentPaper.active;
    if (!uri) return;
    let forgotten: PaperRecord | undefined;
    let newer: string | undefined;
    await this.load(uri);
    await this.enqueue(uri, async () => {
      forgotten = this.papers.record(uri);
      this.papers.forget(uri);
      newer = await this.store.delete(uri.toString());
    });
    const bringBack = await this.state.forgetPaper(uri.toString());
    const name = vscode.workspace.asRelativePath(uri);
    if (newer !== undefined) {
      void this.prompts.tell(
        'warning',
        vscode.l10n.t(
          'Questions about {0} that a later version of Evidence Lens saved were not forgotten: update the extension, then forget the paper again.',
          name,
        ),
      );
    } else if (!forgotten) {
      void this.prompts.tell('information', vscode.l10n.t('No questions are saved for {0}.', name));
    }
    if (!forgotten) return;
    const { questions } = forgotten;
    const undo = vscode.l10n.t('Undo');
    const said = vscode.l10n.t('Questions about {0} were forgotten: {1}.', name, questions.length);
    if ((await this.prompts.tell('information', said, undo)) !== undo) return;
    this.papers.restore(uri, forgotten);
    this.save(uri);
    await bringBack();
  }

  /** Moves the records of renamed papers that are not open; open ones move by themselves. */
  private async fileRenamed({
    oldUri,
    newUri,
  }: {
    readonly oldUri: vscode.Uri;
    readonly newUri: vscode.Uri;
  }): Promise<void> {
    await this.enqueue(oldUri, () => this.store.move(oldUri.toString(), newUri.toString()));
    await this.state.movePaper(oldUri.toString(), newUri.toString());
    for (const { uri } of openPapers()) {
      if (uri.toString().startsWith(newUri.toString()) && this.read.delete(uri.toString())) void this.load(uri);
    }
  }

  private enqueue(uri: vscode.Uri, work: () => Promise<void>): Promise<void> {
    const key = uri.toString();
    const next = (this.queues.get(key) ?? Promise.resolve()).then(work).catch((error: unknown) => this.fail(error));
    this.queues.set(key, next);
    return next.finally(() => {
      if (this.queues.get(key) === next) this.queues.delete(key);
    });
  }

  private fail(error: unknown): void {
    logError(error);
    if (this.hasSaidWhyNot) return;
    this.hasSaidWhyNot = true;
    void this.prompts.tell(
      'warning',
      vscode.l10n.t(
        'Questions cannot be saved ({0}): they stay only until you close this window.',
        reasonOf(error, this.store.folder),
      ),
    );
  }

  private saySetAside(uri: vscode.Uri, { file, detail }: SetAside): void {
    log.warn(`${file}: ${detail}`);
    const name = vscode.workspace.asRelativePath(uri);
    void this.prompts.tell(
      'warning',
      vscode.l10n.t('The saved questions about {0} cannot be read, so they were moved to {1}: ask again.', name, file),
    );
  }

  private sayNewer(uri: vscode.Uri, file: string): void {
    if (this.saidNewer.has(file)) return;
    this.saidNewer.add(file);
    log.warn(`${file}: written by a later version`);
    void this.prompts.tell(
      'warning',
      vscode.l10n.t(
        'The saved questions about {0} come from a later version of Evidence Lens: update the extension to see them again; new questions are saved with them.',
        vscode.workspace.asRelativePath(uri),
      ),
    );
  }
}

/** Why a folder cannot be written, in words that help the reader; the log has the system's message. */
function reasonOf(error: unknown, folder: string): string {
  switch (systemCode(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return vscode.l10n.t('the disk is full');
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return vscode.l10n.t('{0} cannot be written', folder);
    case 'EEXIST':
    case 'ENOTDIR':
      return vscode.l10n.t('{0} is not a folder', folder);
    default:
      return vscode.l10n.t('the log says why');
  }
}

/** Whether a document comes back under the same name: a file of a disk or of the workspace, not one side of a diff and not a notebook cell. */
function isKept(uri: vscode.Uri): boolean {
  return (
    vscode.workspace.fs.isWritableFileSystem(uri.scheme) === true ||
    vscode.workspace.getWorkspaceFolder(uri) !== undefined
  );
}
