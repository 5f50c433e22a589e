import vscode = require('vscode');
import type { LibraryClient } from '../../library/client';
import type { ChunkHit } from '../../core/library/hits';
import { KnownError } from '../../core/errors/knownError';
import { isReport } from '../../core/export/report';
import { withinLimits } from '../../core/library/limits';
import { formatOf, PLAIN_TEXT } from '../../core/paper/format';
import { Disposable } from '../../platform/disposable';
import { sentenceOf } from '../../platform/failures';
import { log } from '../../platform/log';
import type { Settings } from '../../platform/settings';
import { type PaperFile, PaperFiles } from './paperFiles';

/** How long changes of files are collected before they are indexed, milliseconds. */
const SETTLE_MS = 500;

/** When more files change at once, as by a change of branch, the next question indexes them: it shows its progress and can be cancelled. */
const MOST_FOLLOWED = 500;

/** How much of a file is read to recognise a report: more than its title and its first question take, bytes. */
const REPORT_BYTES = 64 * 1024;

/** How far indexing is, in papers. */
export interface SyncProgress {
  readonly done: number;
  readonly total: number;
}

/**
 * The index of the workspace's papers, as the extension host sees it. It makes the index on first use, compares it with the files
 * before each question, and follows changes in between. All slow work happens in the index process.
 */
export class Library extends Disposable {
  private readonly synced = this.register(new vscode.EventEmitter<void>());
  /** Fires when the index agrees with the files again. */
  readonly onDidSync = this.synced.event;
  /** What the index holds: the stamp of each paper by its address. */
  private known = new Map<string, string>();
  /** The stamps of exported reports by their addresses. Reports quote papers, so they are not indexed. */
  private readonly reports = new Map<string, string>();
  private roots: PaperFiles[] = [];
  private watchers: vscode.Disposable[] = [];
  private readonly changedFiles = new Map<string, vscode.Uri>();
  private settleTimer: NodeJS.Timeout | undefined;
  /** The end of the queue of work: changes of the index run one after the other. */
  private work: Promise<unknown> = Promise.resolve();
  private leftOut = 0;
  /** Whether the reader knows that the index cannot be stored or is incomplete; each is told once per session. */
  private saidUnsaved = false;
  private saidFull = false;

  /** @param file where the index is stored; undefined when the workspace has no storage */
  constructor(
    private readonly client: LibraryClient,
    private readonly settings: Settings,
    private readonly file: string | undefined,
  ) {
    super();
    this.register({ dispose: () => clearTimeout(this.settleTimer) });
    this.register({ dispose: () => this.unwatch() });
  }

  /** How many papers are indexed. */
  get papers(): number {
    return this.known.size;
  }

  /** How many papers of the workspace are not indexed, because there are too many or there is no room for them. */
  get papersLeftOut(): number {
    return this.leftOut;
  }

  /** Makes the index agree with the files. Rejects with a `KnownError`; stops early when the signal is aborted. */
  sync(progress: (progress: SyncProgress) => void, signal: AbortSignal): Promise<void> {
    return this.next(async () => {
      await this.open();
      this.follow();
      const found = (await Promise.all(this.roots.map((root) => root.list(signal)))).flat();
      if (signal.aborted) return;
      const papers = withinLimits(found);
      this.leftOut = found.length - papers.length;
      const addresses = new Set(papers.map(({ uri }) => uri.toString()));
      const gone = [...this.known.keys()].filter((address) => !addresses.has(address));
      try {
        await this.index(papers, gone, progress, signal);
      } catch (error) {
        if (!(error instanceof KnownError) || error.code !== 'diskFull') throw error;
        await this.keepOld(error, papers);
      }
    });
  }

  /** The chunks that share words with a question, best first. It searches the index as it is now. */
  async search(question: string, limit: number): Promise<readonly ChunkHit[]> {
    return await this.client.search(question, limit);
  }

  /** Allows the index process to start again after it has crashed too often. */
  retry(): void {
    this.client.retry();
  }

  private next<T>(work: () => Promise<T>): Promise<T> {
    const running = this.work.then(work, work);
    this.work = running.catch(() => undefined);
    return running;
  }

  /** Called when there is no room for more papers: those that were indexed are still searched. Throws when there are none. */
  private async keepOld(error: KnownError, papers: readonly PaperFile[]): Promise<void> {
    await this.open();
    if (this.known.size === 0) throw error;
    this.leftOut += papers.filter(({ uri }) => !this.known.has(uri.toString())).length;
    log.warn(`papers were left out: ${error.detail ?? error.message}`);
    if (this.saidFull) return;
    this.saidFull = true;
    void vscode.window.showWarningMessage(sentenceOf(error));
  }

  private async open(): Promise<void> {
    if (this.client.isOpen) return;
    const { papers, state } = await this.client.open(this.file);
    this.known = new Map(papers.map(({ address, stamp }) => [address, stamp]));
    log.info(`index of papers: ${state}, ${papers.length} papers`);
    if (state === 'unsaved') this.sayUnsaved();
    if (state !== 'damaged') return;
    const message = vscode.l10n.t('The stored index of papers was damaged, so it was set aside and is being rebuilt.');
    void vscode.window.showWarningMessage(message);
  }

  /** Indexes those of these papers that are not indexed as they are now, removes others, then stores the index. */
  private async index(
    papers: readonly PaperFile[],
    gone: readonly string[],
    progress: (progress: SyncProgress) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const isRead = (address: string, stamp: string): boolean =>
      this.known.get(address) === stamp || this.reports.get(address) === stamp;
    const changed = papers.filter(({ uri, stamp }) => !isRead(uri.toString(), stamp));
    // Papers that have changed are removed together first, which costs the index less than replacing them one by one.
    const stale = changed.map(({ uri }) => uri.toString()).filter((address) => this.known.has(address));
    if (gone.length + stale.length > 0) await this.remove([...gone, ...stale]);
    let done = papers.length - changed.length;
    for (const paper of changed) {
      if (signal.aborted) break;
      progress({ done, total: papers.length });
      await this.put(paper);
      done++;
    }
    if (gone.length + changed.length > 0) await this.client.save();
    if (!signal.aborted) this.synced.fire();
  }

  /** Indexes a paper that is not in the index. */
  private async put({ uri, stamp }: PaperFile): Promise<void> {
    const address = uri.toString();
    let bytes: Uint8Array;
    try {
      bytes = await vscode.workspace.fs.readFile(uri);
    } catch (error) {
      log.warn(`${address} is not indexed: ${String(error)}`);
      return;
    }
    if (isReport(new TextDecoder().decode(bytes.subarray(0, REPORT_BYTES)))) {
      this.reports.set(address, stamp);
      return;
    }
    await this.client.put({ address, stamp }, bytes, formatOf(uri.path, PLAIN_TEXT));
    this.known.set(address, stamp);
  }

  private async remove(addresses: readonly string[]): Promise<void> {
    await this.client.remove(addresses);
    for (const address of addresses) this.known.delete(address);
  }

  private sayUnsaved(): void {
    if (this.saidUnsaved) return;
    this.saidUnsaved = true;
    const message = vscode.l10n.t(
      'The index of papers could not be saved, so it will be rebuilt next time: the log says why.',
    );
    void vscode.window.showWarningMessage(message);
  }

  /** Starts to follow the files of the folders that are open now, by the globs of the settings now. */
  private follow(): void {
    this.roots = (vscode.workspace.workspaceFolders ?? []).map(
      ({ uri }) => new PaperFiles(uri, this.settings.paperGlobs(uri)),
    );
    this.unwatch();
    this.watchers = this.roots.flatMap(({ folder }) =>
      this.settings.paperGlobs(folder).include.map((glob) => this.watch(new vscode.RelativePattern(folder, glob))),
    );
  }

  private unwatch(): void {
    for (const watcher of this.watchers.splice(0)) watcher.dispose();
  }

  private watch(pattern: vscode.RelativePattern): vscode.Disposable {
    const watcher = vscode.workspace.createFileSystemWatcher(pattern);
    const changed = (uri: vscode.Uri): void => this.fileChanged(uri);
    const listeners = [watcher.onDidCreate(changed), watcher.onDidChange(changed), watcher.onDidDelete(changed)];
    return vscode.Disposable.from(watcher, ...listeners);
  }

  private fileChanged(uri: vscode.Uri): void {
    this.changedFiles.set(uri.toString(), uri);
    clearTimeout(this.settleTimer);
    this.settleTimer = setTimeout(() => void this.indexChanged(), SETTLE_MS);
  }

  /** Indexes changed files, but never starts the index process for it: the next question compares all files anyway. */
  private async indexChanged(): Promise<void> {
    const uris = [...this.changedFiles.values()];
    this.changedFiles.clear();
    try {
      await this.next(async () => {
        if (!this.client.isOpen || uris.length > MOST_FOLLOWED) return;
        const states = await Promise.all(uris.map((uri) => this.stateOf(uri)));
        const gone = uris.filter((uri, index) => states[index] === undefined && this.known.has(uri.toString()));
        await this.index(
          states.filter((state) => state !== undefined),
          gone.map((uri) => uri.toString()),
          () => undefined,
          new AbortController().signal,
        );
      });
    } catch (error) {
      log.warn(`changed papers were not indexed: ${String(error)}`);
    }
  }

  private async stateOf(uri: vscode.Uri): Promise<PaperFile | undefined> {
    for (const root of this.roots) {
      const state = await root.stateOf(uri);
      if (state) return state;
    }
    return undefined;
  }
}
