import vscode = require('vscode');
import type { View } from '../core/answers/answer';
import { DEFAULT_MODEL } from '../core/answers/engineName';
import { DEFAULT_SPAN_OPTIONS } from '../core/spans/spans';
import { Disposable } from './disposable';

const SECTION = 'evidence';

/** The default and the maximum of `papers.rerank`, as in package.json. */
const DEFAULT_RERANK = 40;
const MAX_RERANK = 1000;

/** The defaults and the maxima of `server.batch` and `server.requests`, as in package.json. */
const DEFAULT_BATCH = 16;
const MAX_BATCH = 256;
const DEFAULT_REQUESTS = 4;
const MAX_REQUESTS = 64;

/** The settings of a server that runs the model. */
export interface ServerSettings {
  readonly url: string;
  /** The model's name there; empty for the name that it has here. */
  readonly model: string;
  /** Most windows in a request. */
  readonly batch: number;
  /** Most requests at the same time. */
  readonly requests: number;
  /** Whether another machine may be asked without encryption. */
  readonly allowHttp: boolean;
}

/** The ids of all settings, without the prefix `evidence.`. */
const SettingId = {
  threshold: 'threshold',
  minSpanChars: 'minSpanChars',
  mergeGapChars: 'mergeGapChars',
  includeReferences: 'includeReferences',
  model: 'model',
  modelsFolder: 'modelsFolder',
  threads: 'threads',
  precision: 'precision',
  device: 'device',
  hubEndpoint: 'hub.endpoint',
  serverUrl: 'server.url',
  serverModel: 'server.model',
  serverBatch: 'server.batch',
  serverRequests: 'server.requests',
  serverAllowHttp: 'server.allowHttp',
  revealBest: 'revealBest',
  papersInclude: 'papers.include',
  papersExclude: 'papers.exclude',
  papersRerank: 'papers.rerank',
} as const;

/** Reads the settings with their defaults, and fires an event when one of them changes. */
export class Settings extends Disposable {
  private readonly changed = this.register(new vscode.EventEmitter<void>());
  readonly onDidChange = this.changed.event;

  constructor() {
    super();
    this.register(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration(SECTION)) this.changed.fire();
      }),
    );
  }

  /** How passages of this document are made from scores. A value out of range is replaced by the default. */
  view(document: vscode.Uri): View {
    const values = vscode.workspace.getConfiguration(SECTION, document);
    const number = (id: string, fallback: number, max: number): number => {
      const value = values.get<unknown>(id);
      return typeof value === 'number' && value >= 0 && value <= max ? value : fallback;
    };
    return {
      threshold: number(SettingId.threshold, DEFAULT_SPAN_OPTIONS.threshold, 1),
      minSpanChars: number(SettingId.minSpanChars, DEFAULT_SPAN_OPTIONS.minSpanChars, 10_000),
      mergeGapChars: number(SettingId.mergeGapChars, DEFAULT_SPAN_OPTIONS.mergeGapChars, 10_000),
      includeReferences: values.get<unknown>(SettingId.includeReferences) === true,
    };
  }

  /** The engine that answers: `keyword`, `small`, `acl-verbatim`, an id or a folder. */
  model(document?: vscode.Uri): string {
    return vscode.workspace.getConfiguration(SECTION, document).get<string>(SettingId.model, DEFAULT_MODEL);
  }

  /** Sets the model that answers: in the workspace if that has a value already, else for the user. */
  async saveModel(model: string): Promise<void> {
    const values = vscode.workspace.getConfiguration(SECTION);
    const inWorkspace = values.inspect(SettingId.model)?.workspaceValue !== undefined;
    const target = inWorkspace ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global;
    await values.update(SettingId.model, model, target);
  }

  /** The folder of the models; empty for the extension's own storage. */
  get modelsFolder(): string {
    return this.text(SettingId.modelsFolder);
  }

  /** The hub's address; empty for HF_ENDPOINT, else huggingface.co. */
  get hubEndpoint(): string {
    return this.text(SettingId.hubEndpoint);
  }

  /** The server that runs the model, and how much goes there at once; an empty address for none. */
  get server(): ServerSettings {
    const values = vscode.workspace.getConfiguration(SECTION);
    const count = (id: string, fallback: number, most: number): number => {
      const value = values.get<unknown>(id);
      return Number.isInteger(value) && (value as number) >= 1 ? Math.min(value as number, most) : fallback;
    };
    return {
      url: this.text(SettingId.serverUrl),
      model: this.text(SettingId.serverModel),
      batch: count(SettingId.serverBatch, DEFAULT_BATCH, MAX_BATCH),
      requests: count(SettingId.serverRequests, DEFAULT_REQUESTS, MAX_REQUESTS),
      allowHttp: values.get<unknown>(SettingId.serverAllowHttp) === true,
    };
  }

  /** Threads of a full model; 0 to choose by the machine. */
  get threads(): number {
    const value = vscode.workspace.getConfiguration(SECTION).get<unknown>(SettingId.threads);
    return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 64 ? value : 0;
  }

  /** The number format that a full model computes with. */
  get precision(): 'auto' | 'fp32' | 'int8' {
    const value = this.text(SettingId.precision);
    return value === 'fp32' || value === 'int8' ? value : 'auto';
  }

  /** What a model runs on. */
  get device(): 'auto' | 'cpu' | 'gpu' {
    const value = this.text(SettingId.device);
    return value === 'cpu' || value === 'gpu' ? value : 'auto';
  }

  /** Whether a question scrolls to its best passage, and whether the first question of a window opens the panel. */
  get revealBest(): boolean {
    return vscode.workspace.getConfiguration(SECTION).get<unknown>(SettingId.revealBest) !== false;
  }

  /** The globs that find a folder's papers. */
  paperGlobs(folder: vscode.Uri): { readonly include: readonly string[]; readonly exclude: readonly string[] } {
    const values = vscode.workspace.getConfiguration(SECTION, folder);
    const globs = (id: string): string[] => {
      const value = values.get<unknown>(id);
      return Array.isArray(value)
        ? value.filter((glob): glob is string => typeof glob === 'string' && glob !== '')
        : [];
    };
    return { include: globs(SettingId.papersInclude), exclude: globs(SettingId.papersExclude) };
  }

  /** How many chunks of a library the engine reads: those that match best by keyword. */
  rerank(): number {
    const value = vscode.workspace.getConfiguration(SECTION).get<unknown>(SettingId.papersRerank);
    return Number.isInteger(value) && (value as number) >= 1 ? Math.min(value as number, MAX_RERANK) : DEFAULT_RERANK;
  }

  /** Writes the threshold to the workspace if that has a value already, else for the user. */
  async saveThreshold(document: vscode.Uri, threshold: number): Promise<void> {
    const values = vscode.workspace.getConfiguration(SECTION, document);
    const inWorkspace = values.inspect(SettingId.threshold)?.workspaceValue !== undefined;
    const target = inWorkspace ? vscode.ConfigurationTarget.Workspace : vscode.ConfigurationTarget.Global;
    await values.update(SettingId.threshold, threshold, target);
  }

  private text(id: string): string {
    const value = vscode.workspace.getConfiguration(SECTION).get<unknown>(id);
    return typeof value === 'string' ? value.trim() : '';
  }
}
