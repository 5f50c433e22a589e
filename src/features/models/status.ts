import vscode = require('vscode');
import { PAPER_EXTENSIONS, PAPER_LANGUAGES } from '../../core/paper/format';
import { describeDevice } from '../../inference/modelReport';
import { parseModelName } from '../../model/store/catalogue';
import { formatBytes } from '../../core/text/sentence';
import { Command } from '../../platform/commands';
import { Disposable } from '../../platform/disposable';
import { localised } from '../../platform/localised';
import type { Settings } from '../../platform/settings';
import type { Activity, Asker } from '../../papers/asker';
import type { DeviceChoice } from './device';
import type { Downloads, RunningDownload } from './downloads';
import type { Models } from './models';
import { logError } from '../../platform/failures';

/** The documents that questions can be asked of. */
const PAPERS: vscode.DocumentSelector = [...PAPER_LANGUAGES, { pattern: `**/*.{${PAPER_EXTENSIONS.join(',')}}` }];

/** The states that the status item shows. */
export type EngineState = 'notInstalled' | 'downloading' | 'loading' | 'ready' | 'busy' | 'failed';

/** Shows the engine and the state of its model beside the language of a paper; a click offers what can be done. */
export class Status extends Disposable {
  private readonly item = this.register(vscode.languages.createLanguageStatusItem('evidence.engine', PAPERS));
  private activity: Activity | undefined;
  private download: RunningDownload | undefined;
  private shown: EngineState = 'ready';
  private refreshes = 0;
  private readonly changed = this.register(new vscode.EventEmitter<EngineState>());
  /** Fires with the state that is shown. */
  readonly onDidChange = this.changed.event;

  constructor(
    private readonly settings: Settings,
    private readonly models: Models,
    asker: Asker,
    downloads: Downloads,
    private readonly devices: DeviceChoice,
  ) {
    super();
    this.item.name = vscode.l10n.t('Evidence Lens');
    this.item.command = { command: Command.models, title: vscode.l10n.t('Model...') };
    this.register(models.onDidChange(() => this.forgetFailure()));
    this.register(vscode.window.onDidChangeActiveTextEditor(() => this.refresh()));
    this.register(
      asker.onDidChangeActivity((activity) => {
        this.activity = activity;
        this.refresh();
      }),
    );
    this.register(
      downloads.onDidProgress((download) => {
        this.download = download;
        this.refresh();
      }),
    );
    this.register(devices.onDidChange(() => this.refresh()));
    this.refresh();
  }

  get state(): EngineState {
    return this.shown;
  }

  get text(): string {
    return this.item.text;
  }

  get detail(): string {
    return this.item.detail ?? '';
  }

  /** A changed model gets another try, so an old failure is no longer shown. */
  private forgetFailure(): void {
    if (this.activity?.state === 'failed') this.activity = undefined;
    this.refresh();
  }

  private refresh(): void {
    const mine = ++this.refreshes;
    const model = this.settings.model(vscode.window.activeTextEditor?.document.uri);
    void this.models.isThere(model).then((isThere) => {
      // When another refresh has begun since, this result is out of date.
      if (mine === this.refreshes && !this.isDisposed) this.show(model, isThere);
    }, logError);
  }

  private show(model: string, isThere: boolean): void {
    const state = this.stateOf(model, isThere);
    this.shown = state;
    this.item.text = `${this.models.engineName(model)}: ${this.wordsFor(state)}`;
    this.item.detail = state === 'failed' ? (this.activity?.reason ?? '') : this.detailOf(model);
    this.item.busy = state === 'downloading' || state === 'loading' || state === 'busy';
    this.item.severity =
      state === 'failed'
        ? vscode.LanguageStatusSeverity.Error
        : state === 'notInstalled'
          ? vscode.LanguageStatusSeverity.Warning
          : vscode.LanguageStatusSeverity.Information;
    this.changed.fire(state);
  }

  private detailOf(model: string): string {
    const { host } = this.models.server;
    if (host !== undefined && this.models.serverOf(model) === undefined)
      return vscode.l10n.t('finds the evidence; {0} is not asked', host);
    const state = host === undefined ? this.devices.stateOf(model) : undefined;
    return state ? localised(describeDevice(state)) : vscode.l10n.t('finds the evidence');
  }

  private stateOf(model: string, isThere: boolean): EngineState {
    const name = parseModelName(model);
    if (name.kind === 'id' && this.download?.id === name.id) return 'downloading';
    if (!isThere) return 'notInstalled';
    if (this.activity?.model !== model || this.activity.state === 'idle') return 'ready';
    // What went wrong with one paper says nothing about the next.
    const isElsewhere = this.activity.uri.toString() !== vscode.window.activeTextEditor?.document.uri.toString();
    return this.activity.state === 'failed' && isElsewhere ? 'ready' : this.activity.state;
  }

  private wordsFor(state: EngineState): string {
    switch (state) {
      case 'notInstalled':
        return vscode.l10n.t('not installed');
      case 'downloading': {
        const { done = 0, total = 0 } = this.download?.progress ?? {};
        return vscode.l10n.t('downloading, {0} of {1}', formatBytes(done), formatBytes(total));
      }
      case 'loading':
        return vscode.l10n.t('loading');
      case 'ready':
        return vscode.l10n.t('ready');
      case 'busy':
        return vscode.l10n.t('reading the paper');
      case 'failed':
        return vscode.l10n.t('failed');
    }
  }
}
