import * as os from 'node:os';
import vscode = require('vscode');
import { SMALL_MODEL } from '../../core/answers/engineName';
import { InferenceError, type InferenceErrorCode } from '../../inference/errors';
import { engineOfModel } from '../../inference/modelEngine';
import type { EngineSpec } from '../../inference/protocol';
import { parseModelName } from '../../model/store/catalogue';
import { ModelStore } from '../../model/store/modelStore';
import { expandHome, SHIPPED_FOLDER } from '../../model/store/place';
import { resolveModel } from '../../model/store/resolve';
import { StoreError, type StoreErrorCode } from '../../model/store/storeError';
import { Disposable } from '../../platform/disposable';
import { localised } from '../../platform/localised';
import { log } from '../../platform/log';
import type { Settings } from '../../platform/settings';

/** Which error of a question an error of the store is. */
const CODES: Readonly<Partial<Record<StoreErrorCode, InferenceErrorCode>>> = {
  notInstalled: 'modelNotInstalled',
  damaged: 'damagedModel',
  badModel: 'badModel',
  badName: 'badModel',
};

/** The models of this machine as the editor sees them. */
export class Models extends Disposable {
  private readonly changed = this.register(new vscode.EventEmitter<void>());
  /** Fires when a model has come or gone, or may have. */
  readonly onDidChange = this.changed.event;

  constructor(
    private readonly settings: Settings,
    private readonly storage: vscode.Uri,
    private readonly extension: vscode.Uri,
  ) {
    super();
    this.register(settings.onDidChange(() => this.changed.fire()));
  }

  /** Where models live now: the extension's own storage, unless the setting names a folder that the command line may share. */
  get store(): ModelStore {
    const folder = this.settings.modelsFolder;
    return new ModelStore(
      folder === '' ? vscode.Uri.joinPath(this.storage, 'models').fsPath : expandHome(folder, os.homedir()),
      vscode.Uri.joinPath(this.extension, ...SHIPPED_FOLDER).fsPath,
    );
  }

  /**
   * The engine behind a value of `evidence.model`.
   *
   * @throws InferenceError `modelNotInstalled`, `damagedModel` or `badModel`, each with a sentence for the reader
   */
  async engine(model: string): Promise<EngineSpec> {
    const { store } = this;
    try {
      return await engineOfModel(
        await resolveModel(model, store),
        store,
        this.settings.threads,
        this.settings.precision,
      );
    } catch (error) {
      const code = error instanceof StoreError ? CODES[error.code] : undefined;
      if (!(error instanceof StoreError) || code === undefined) throw error;
      this.changed.fire();
      throw new InferenceError(code, error.told, error.detail);
    }
  }

  /** Whether a model could be asked, as far as a look at the store tells: its files are not read. */
  async isThere(model: string): Promise<boolean> {
    const name = parseModelName(model);
    if (name.kind === 'keyword') return true;
    // The model that ships lies in no store.
    if (name.kind === 'id' && name.id !== SMALL_MODEL) return (await this.store.find(name.id)) !== undefined;
    return await resolveModel(model, this.store).then(
      () => true,
      () => false,
    );
  }

  /** Tells that a model has come, gone or changed. */
  touch(): void {
    this.changed.fire();
  }
}

/** An error in the reader's words; what nobody foresaw goes to the log and comes back as one sentence. */
export function sentenceOf(error: unknown): string {
  if (error instanceof StoreError || error instanceof InferenceError) {
    log.error(`${error.code}: ${error.message} ${error.detail ?? ''}`);
    return localised(error.told);
  }
  log.error(error instanceof Error ? error : String(error));
  return vscode.l10n.t('This did not work because of a fault of Evidence Lens: the log says more.');
}
