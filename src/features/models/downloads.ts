import vscode = require('vscode');
import { sentence, formatBytes } from '../../core/text/sentence';
import type { InferenceClient } from '../../inference/client';
import { type ModelSource, sourceOf } from '../../model/store/catalogue';
import { freeBytes } from '../../model/store/diskSpace';
import { type CachedModel, findCached, hubCacheFolder } from '../../model/store/hfCache';
import { installFromFolder, readImport } from '../../model/store/import';
import { installFromHub, type InstallProgress, type InstallTools, wantedState } from '../../model/store/install';
import type { InstalledModel } from '../../model/store/modelStore';
import { DEFAULT_RETRY, type TransientError } from '../../node/retry';
import { demandIntact } from '../../model/store/verify';
import { Command } from '../../platform/commands';
import { Disposable } from '../../platform/disposable';
import { sentenceOf } from '../../platform/failures';
import { log } from '../../platform/log';
import { type Report, withProgress } from '../../platform/progress';
import type { Prompts } from '../../platform/prompts';
import type { HubAccess } from './hubAccess';
import type { Models } from './models';
import { KnownError } from '../../core/errors/knownError';

/** After this long without an answer the progress names the hub, milliseconds: without a connection, a request can take long to fail. */
const QUIET_MS = 2_500;

/** A download in progress. */
export interface RunningDownload {
  readonly id: string;
  readonly progress: InstallProgress;
}

/** Downloads models: asks first, shows progress, can be cancelled, and resumes next time. */
export class Downloads extends Disposable {
  private readonly progressed = this.register(new vscode.EventEmitter<RunningDownload | undefined>());
  /** Fires with each step of a download, and with undefined at its end. */
  readonly onDidProgress = this.progressed.event;
  private readonly running = new Map<string, Promise<InstalledModel | undefined>>();
  private readonly aborts = new Map<string, AbortController>();

  constructor(
    private readonly models: Models,
    private readonly hub: HubAccess,
    private readonly prompts: Prompts,
    private readonly client: InferenceClient,
  ) {
    super();
    this.register({ dispose: () => this.aborts.forEach((abort) => abort.abort()) });
  }

  /**
   * Shows what would be downloaded, and starts when the reader agrees. An installed model is verified and left as it is.
   *
   * @param agreed the reader has already agreed
   * @returns the installed model; undefined when the reader cancelled or it failed, and then the reader has been told
   */
  async get(id: string, agreed = false): Promise<InstalledModel | undefined> {
    try {
      const source = sourceOf(id);
      if (!source)
        throw new KnownError(
          'modelNotInstalled',
          sentence`${id} is not on the hub under this name: import its folder instead.`,
        );
      const running = this.running.get(source.id);
      if (running) return await running;
      const present = await this.intact(source.id);
      if (present) return present;
      const cached = await findCached(source.repository, hubCacheFolder(process.env));
      const way = agreed ? 'download' : await this.agree(source, cached);
      if (way === undefined) return undefined;
      return await this.start(source, way === 'import' ? cached : undefined);
    } catch (error) {
      return await this.tellFailed(id, error);
    }
  }

  /** Stops a download; the bytes so far are kept. */
  cancel(id: string): void {
    this.aborts.get(id)?.abort();
  }

  /** What a reader must know before agreeing: size, source, destination and license. */
  async describe(source: ModelSource): Promise<string> {
    const known = source.bytes === undefined ? await this.ask(source) : source;
    const size = known.bytes === undefined ? '' : formatBytes(known.bytes);
    const license = known.license ?? vscode.l10n.t('not stated');
    return vscode.l10n.t(
      '{0} from {1} to {2}. Licence: {3}. All files are verified before they are used, and a stopped download continues where it stopped.',
      size,
      `${this.hub.endpoint}/${source.repository}`,
      this.models.store.folderOf(source.id),
      license,
    );
  }

  private async agree(
    source: ModelSource,
    cached: CachedModel | undefined,
  ): Promise<'download' | 'import' | undefined> {
    const download = vscode.l10n.t('Download');
    const take = vscode.l10n.t('Take It From There');
    const found = cached
      ? vscode.l10n.t('This machine already has it in a Hugging Face cache: {0}. ', cached.folder)
      : '';
    const labels = cached ? [take, download] : [download];
    const message = vscode.l10n.t('Download {0}?', source.title);
    const choice = await this.prompts.choose(message, found + (await this.describe(source)), ...labels);
    if (choice === take) return 'import';
    return choice === download ? 'download' : undefined;
  }

  /** Asks the hub about a model that is not in the catalogue. */
  private async ask(source: ModelSource): Promise<Pick<ModelSource, 'bytes' | 'license'>> {
    const title = vscode.l10n.t('Asking {0}', this.hub.endpoint);
    return await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, async () => {
      const tools = {
        ...this.tools(new AbortController().signal, () => undefined),
        hub: await this.hub.open(),
        retry: DEFAULT_RETRY,
      };
      const { files, license } = await wantedState(source, tools);
      return { bytes: files.reduce((sum, { size }) => sum + size, 0), license };
    });
  }

  private start(source: ModelSource, cached: CachedModel | undefined): Promise<InstalledModel | undefined> {
    const work = this.run(source, cached).finally(() => {
      this.running.delete(source.id);
      this.aborts.delete(source.id);
      this.progressed.fire(undefined);
      this.models.touch();
    });
    this.running.set(source.id, work);
    return work;
  }

  private async run(source: ModelSource, cached: CachedModel | undefined): Promise<InstalledModel | undefined> {
    const title = cached
      ? vscode.l10n.t('Importing {0}', source.title)
      : vscode.l10n.t('Downloading {0}', source.title);
    const abort = new AbortController();
    this.aborts.set(source.id, abort);
    const { signal } = abort;
    try {
      return await withProgress(
        title,
        () => this.cancel(source.id),
        async (report) => {
          const tools = this.tools(signal, (progress) => {
            report(messageOf(progress), percentOf(progress));
            this.progressed.fire({ id: source.id, progress });
          });
          // A model under repair may be loaded: the engine must let go of its files before they are replaced.
          if (await this.models.store.find(source.id)) this.client.release();
          return await (cached ? this.import(cached, tools) : this.download(source, tools, report));
        },
      );
    } catch (error) {
      if (!signal.aborted) throw error;
      vscode.window.setStatusBarMessage(vscode.l10n.t('Stopped: run Evidence Lens: Download Model to continue.'), 8000);
      return undefined;
    }
  }

  private async download(source: ModelSource, tools: InstallTools, report: Report): Promise<InstalledModel> {
    const { endpoint } = this.hub;
    const quiet = setTimeout(() => report(vscode.l10n.t('{0} has not answered yet: trying on', endpoint)), QUIET_MS);
    const onProgress = (progress: InstallProgress): void => {
      clearTimeout(quiet);
      tools.onProgress(progress);
    };
    const onRetry = (error: TransientError, waitMs: number): void => {
      clearTimeout(quiet);
      log.warn(`download: ${error.message} ${error.detail ?? ''} Again in ${waitMs} ms.`);
      report(vscode.l10n.t('{0} does not answer: trying again in {1} s', endpoint, Math.ceil(waitMs / 1000)));
    };
    try {
      const hub = await this.hub.open();
      return await installFromHub(source, { ...tools, onProgress, hub, retry: { ...DEFAULT_RETRY, onRetry } });
    } finally {
      clearTimeout(quiet);
    }
  }

  private async import(cached: CachedModel, tools: InstallTools): Promise<InstalledModel> {
    return await installFromFolder(await readImport(cached.folder), tools);
  }

  private tools(signal: AbortSignal, onProgress: (progress: InstallProgress) => void): InstallTools {
    return { store: this.models.store, free: freeBytes, signal, onProgress };
  }

  /** The installed model if it is intact. For a damaged one undefined, so that its wrong files are downloaded again. */
  private async intact(id: string): Promise<InstalledModel | undefined> {
    const model = await this.models.store.find(id);
    if (!model) return undefined;
    return await demandIntact(model).then(
      () => model,
      () => undefined,
    );
  }

  /** Says why the download failed, and starts it again when the reader asks for that. */
  private async tellFailed(id: string, error: unknown): Promise<InstalledModel | undefined> {
    const again = vscode.l10n.t('Try Again');
    const token = vscode.l10n.t('Set Hub Token');
    const wantsToken = error instanceof KnownError && ['auth', 'badToken', 'gated', 'notFound'].includes(error.code);
    const choice = await this.prompts.tell('error', sentenceOf(error), ...(wantsToken ? [token, again] : [again]));
    if (choice === token) await vscode.commands.executeCommand(Command.setHubToken);
    return choice === undefined ? undefined : await this.get(id, true);
  }
}

function messageOf({ phase, done, total }: InstallProgress): string {
  const amount = vscode.l10n.t('{0} of {1}', formatBytes(done), formatBytes(total));
  if (phase === 'waiting') return vscode.l10n.t('waiting for another window to finish');
  return phase === 'verifying' ? vscode.l10n.t('verifying, {0}', amount) : amount;
}

function percentOf({ done, total }: InstallProgress): number {
  return total === 0 ? 0 : (done / total) * 100;
}
