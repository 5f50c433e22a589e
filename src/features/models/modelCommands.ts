import vscode = require('vscode');
import { KEYWORD, SMALL_MODEL } from '../../core/answers/engineName';
import { sentence, formatBytes } from '../../core/text/sentence';
import type { InferenceClient } from '../../inference/client';
import { CATALOGUE } from '../../model/store/catalogue';
import { resolveModel } from '../../model/store/resolve';
import { demandSupported } from '../../model/store/supported';
import { Command } from '../../platform/commands';
import { Disposable } from '../../platform/disposable';
import { sentenceOf } from '../../platform/failures';
import { log } from '../../platform/log';
import type { Prompts } from '../../platform/prompts';
import type { Settings } from '../../platform/settings';
import type { Downloads } from './downloads';
import type { Models } from './models';
import { KnownError } from '../../core/errors/knownError';

/** A row of a list of things to do. */
interface Choice extends vscode.QuickPickItem {
  readonly run?: () => unknown;
}

/** The commands that get, choose and remove models. */
export class ModelCommands extends Disposable {
  constructor(
    private readonly models: Models,
    private readonly downloads: Downloads,
    private readonly settings: Settings,
    private readonly prompts: Prompts,
    private readonly client: InferenceClient,
  ) {
    super();
    const command = (id: string, run: (argument: unknown) => Promise<void>): void => {
      const guarded = async (argument: unknown): Promise<void> => {
        void vscode.commands.executeCommand('setContext', 'evidence.hasUsedModels', true);
        try {
          await run(argument);
        } catch (error) {
          void this.prompts.tell('error', sentenceOf(error));
        }
      };
      this.register(vscode.commands.registerCommand(id, guarded));
    };
    command(Command.downloadModel, (id) => this.download(typeof id === 'string' ? id : this.wanted()));
    command(Command.useModelFolder, (folder) => this.useFolder(typeof folder === 'string' ? folder : undefined));
    command(Command.removeModel, (id) => this.remove(typeof id === 'string' ? id : undefined));
    command(Command.models, () => this.choose());
  }

  /** The model that the reader most likely wants to download: the one in the setting, else the first of the catalogue. */
  private wanted(): string {
    const model = this.settings.model();
    const needsNone = model === KEYWORD || model === SMALL_MODEL;
    return needsNone || vscode.Uri.file(model).fsPath === model ? CATALOGUE[0].id : model;
  }

  private async download(id: string): Promise<void> {
    const model = await this.downloads.get(id);
    if (!model) return;
    const message = vscode.l10n.t('{0} is installed and verified.', model.id);
    // The command is done here; the message may stay open.
    void this.offerUse(model.id, message);
  }

  private async offerUse(id: string, message: string): Promise<void> {
    const use = vscode.l10n.t('Use It');
    const labels = this.settings.model() === id ? [] : [use];
    if ((await this.prompts.tell('information', message, ...labels)) === use) await this.settings.saveModel(id);
  }

  private async useFolder(given: string | undefined): Promise<void> {
    const folder = given ?? (await this.prompts.folder(vscode.l10n.t('Use This Model')));
    if (folder === undefined) return;
    await resolveModel(folder, this.models.store);
    await demandSupported(folder);
    await this.settings.saveModel(folder);
    void this.prompts.tell(
      'information',
      vscode.l10n.t('The model in {0} is now in use; nothing is written to this folder.', folder),
    );
  }

  private async remove(given: string | undefined): Promise<void> {
    const id = given ?? (await this.pickStored());
    if (id === undefined) return;
    const remove = vscode.l10n.t('Remove');
    const detail = vscode.l10n.t(
      'This deletes its files from {0}. You can download it again.',
      this.models.store.folderOf(id),
    );
    if ((await this.prompts.choose(vscode.l10n.t('Remove {0}?', id), detail, remove)) !== remove) return;
    // A loaded model holds its files open, and Windows does not delete open files.
    this.client.release();
    try {
      await this.models.store.remove(id, { signal: new AbortController().signal });
    } finally {
      this.models.touch();
    }
    log.info(`model ${id} removed`);
    vscode.window.setStatusBarMessage(vscode.l10n.t('{0} is removed', id), 5000);
  }

  private async pickStored(): Promise<string | undefined> {
    const stored = await this.models.store.list();
    if (stored.length === 0)
      throw new KnownError('modelNotInstalled', sentence`There is no model to remove: none is installed.`);
    const rows = stored.map(({ id, bytes, manifest }) => ({
      label: id,
      description: manifest ? formatBytes(bytes) : vscode.l10n.t('{0}, incomplete', formatBytes(bytes)),
    }));
    return (await this.prompts.pick(rows, vscode.l10n.t('Which model do you want to remove?')))?.label;
  }

  /** The list behind the status item: the engines to choose from, and what can be done about models. */
  private async choose(): Promise<void> {
    const current = this.settings.model();
    const stored = await this.models.store.list();
    const installed = stored.filter(({ manifest }) => manifest !== undefined);
    const [known] = CATALOGUE;
    const hasSmall = await this.models.isThere(SMALL_MODEL);
    const engine = (model: string, label: string, detail: string): Choice => ({
      label: `${model === current ? '$(check)' : '$(blank)'} ${label}`,
      detail,
      run: () => this.settings.saveModel(model),
    });
    const rows: Choice[] = [
      { label: vscode.l10n.t('What finds the evidence'), kind: vscode.QuickPickItemKind.Separator },
      ...(hasSmall
        ? [
            engine(
              SMALL_MODEL,
              vscode.l10n.t('Built-in model'),
              vscode.l10n.t('Reads for meaning, with nothing to download'),
            ),
          ]
        : []),
      engine(KEYWORD, vscode.l10n.t('Keyword matching'), vscode.l10n.t('Works at once, with nothing to download')),
      ...installed.map(({ id, bytes }) => engine(id, id, formatBytes(bytes))),
      ...(installed.some(({ id }) => id === known.id)
        ? []
        : [engine(known.id, known.title, vscode.l10n.t('Not installed: {0}', formatBytes(known.bytes ?? 0)))]),
      ...this.serverChoices(),
      { label: vscode.l10n.t('Models'), kind: vscode.QuickPickItemKind.Separator },
      ...[
        [vscode.l10n.t('Download Model'), Command.downloadModel],
        [vscode.l10n.t('Use a Model Folder...'), Command.useModelFolder],
        ...(stored.length > 0
          ? [
              [vscode.l10n.t('Check Model'), Command.checkModel],
              [vscode.l10n.t('Remove Model'), Command.removeModel],
            ]
          : []),
        [vscode.l10n.t('Set Hub Token'), Command.setHubToken],
        ...(this.models.server.host === undefined ? [] : [[vscode.l10n.t('Set Server Token'), Command.setServerToken]]),
        [vscode.l10n.t('Show Log'), Command.showLog],
      ].map(([label, id]): Choice => ({ label: label!, run: () => vscode.commands.executeCommand(id!) })),
    ];
    await (await this.prompts.pick(rows, vscode.l10n.t('What finds the evidence, and what it needs')))?.run?.();
  }

  /** Where a server is set: whether it answers in this window. */
  private serverChoices(): Choice[] {
    const { server } = this.models;
    if (server.host === undefined) return [];
    const check = (isChosen: boolean): string => (isChosen ? '$(check)' : '$(blank)');
    return [
      { label: vscode.l10n.t('Where it runs'), kind: vscode.QuickPickItemKind.Separator },
      { label: `${check(server.used !== undefined)} ${server.host}`, run: () => server.useAgain() },
      {
        label: `${check(server.used === undefined)} ${vscode.l10n.t('This machine, until the window closes')}`,
        run: () => server.answerHere(),
      },
    ];
  }
}
