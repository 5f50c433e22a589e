import * as os from 'node:os';
import vscode = require('vscode');
import { SMALL_MODEL } from '../../core/answers/engineName';
import { engineSource, sourceName } from '../../core/answers/source';
import { engineOfModel, engineOnServer, type ModelServer } from '../../inference/modelEngine';
import type { EngineSpec, LocalSpec } from '../../inference/protocol';
import { parseModelName } from '../../model/store/catalogue';
import { MODEL_FILES, TOKENIZER_FILES } from '../../model/store/manifest';
import { ModelStore } from '../../model/store/modelStore';
import { expandHome, SHIPPED_FOLDER, resolveModel } from '../../model/store/resolve';
import { Disposable } from '../../platform/disposable';
import { logError } from '../../platform/failures';
import type { Settings } from '../../platform/settings';
import { KnownError } from '../../core/errors/knownError';
import type { ServerAccess } from './serverAccess';

/** The models of this machine as the editor sees them. */
export class Models extends Disposable {
  private readonly changed = this.register(new vscode.EventEmitter<void>());
  /** Fires when a model may have been added, removed or changed. */
  readonly onDidChange = this.changed.event;

  constructor(
    private readonly settings: Settings,
    private readonly storage: vscode.Uri,
    private readonly extension: vscode.Uri,
    /** The server that runs models in place of this machine. */
    readonly server: ServerAccess,
  ) {
    super();
    this.register(server.onDidChange(() => this.changed.fire()));
    this.register(settings.onDidChange(() => this.changed.fire()));
    this.register(this.onDidChange(() => this.tellInstalled()));
    this.tellInstalled();
  }

  /** Where models are kept now: the extension's own storage, or the folder in the setting, which the command line may share. */
  get store(): ModelStore {
    const folder = this.settings.modelsFolder;
    return new ModelStore(
      folder === '' ? vscode.Uri.joinPath(this.storage, 'models').fsPath : expandHome(folder, os.homedir()),
      vscode.Uri.joinPath(this.extension, ...SHIPPED_FOLDER).fsPath,
    );
  }

  /**
   * The engine that answers for a value of `evidence.model`: on the server, where one is set, else on this machine. Rejects like `local`, and
   * when the reader does not want the paper to be sent.
   */
  async engine(model: string): Promise<EngineSpec> {
    if (this.serverOf(model) === undefined) return await this.local(model);
    const found = await this.found(() => resolveModel(model, this.store, undefined, TOKENIZER_FILES));
    const server = found.kind === 'keyword' ? undefined : await this.server.server();
    return server && found.kind === 'folder' ? engineOnServer(model, found.folder, server) : await this.local(model);
  }

  /**
   * The engine of this machine behind a value of `evidence.model`.
   *
   * @throws KnownError such as `modelNotInstalled`, `damagedModel` or `badModel`
   */
  async local(model: string): Promise<LocalSpec> {
    const { store } = this;
    const { threads, precision, device } = this.settings;
    return await this.found(async () =>
      engineOfModel(await resolveModel(model, store), store, threads, precision, device),
    );
  }

  /** What answers for a value of `evidence.model` now, as readers see it. */
  engineName(model: string): string {
    return sourceName(engineSource(model, this.serverOf(model)));
  }

  /** The host that runs a model; undefined for this machine. */
  serverOf(model: string): string | undefined {
    return parseModelName(model).kind === 'keyword' ? undefined : this.server.used;
  }

  /** The server that runs a model; undefined when this machine does. Rejects when the reader does not want it asked. */
  async serverFor(model: string): Promise<ModelServer | undefined> {
    return this.serverOf(model) === undefined ? undefined : await this.server.server();
  }

  private async found<T>(find: () => Promise<T>): Promise<T> {
    try {
      return await find();
    } catch (error) {
      // The state of the model on the screen may be out of date.
      if (error instanceof KnownError) this.changed.fire();
      throw error;
    }
  }

  /** Whether a model is there to be asked. It looks at the store only and does not read the files. */
  async isThere(model: string): Promise<boolean> {
    const name = parseModelName(model);
    if (name.kind === 'keyword') return true;
    // The model that ships is not in the store.
    if (name.kind === 'id' && name.id !== SMALL_MODEL) return (await this.store.find(name.id)) !== undefined;
    const needed = this.server.used === undefined ? MODEL_FILES : TOKENIZER_FILES;
    return await resolveModel(model, this.store, undefined, needed).then(
      () => true,
      () => false,
    );
  }

  /** Tells the palette whether there is a downloaded or imported model, complete or not, to check or to remove. */
  private tellInstalled(): void {
    this.store
      .list()
      .then(
        (stored) => void vscode.commands.executeCommand('setContext', 'evidence.hasModel', stored.length > 0),
        logError,
      );
  }

  /** Tells the listeners that a model has been added, removed or changed. */
  touch(): void {
    this.changed.fire();
  }
}
