import * as path from 'node:path';
import type MarkdownIt from 'markdown-it';
import * as vscode from 'vscode';
import { FolderSearch } from './features/collection/folderSearch';
import { Asker } from './features/highlight/ask';
import { Decorations } from './features/decorations/decorations';
import { Highlight } from './features/highlight/highlight';
import { EvidenceHover } from './features/hover/hover';
import { Navigation } from './features/navigation/navigation';
import { Panel } from './features/panel/panel';
import { Following } from './features/papers/following';
import { Papers } from './features/papers/papers';
import { PaperStore } from './features/persistence/paperStore';
import { Persistence } from './features/persistence/persistence';
import { Preview } from './features/preview/preview';
import { Quotes } from './features/quotes/quotes';
import { ScoreMapView } from './features/scoreMap/scoreMap';
import { Agents } from './features/tools/agents';
import { Threshold } from './features/threshold/threshold';
import { InferenceClient } from './inference/client';
import type { EngineSpec } from './inference/protocol';
import type { HighlightResult } from './core/answers/result';
import { Command } from './platform/commands';
import { log } from './platform/log';
import { PersistentState } from './platform/memento';
import { Settings } from './platform/settings';

/** What a question may carry beside its words. */
export interface AskOptions {
  /** The model that answers, in place of the setting's. */
  readonly model?: string;
}

/** What other extensions get from `activate`. */
export interface EvidenceLensApi {
  /** Asks a question of a document, as the command does. */
  highlight(uri: vscode.Uri, question: string, options?: AskOptions): Promise<HighlightResult | undefined>;
  /** Lights passages in the built-in markdown preview, which calls this by contract (`markdown.markdownItPlugins`). */
  extendMarkdownIt(md: MarkdownIt): MarkdownIt;
  /** Only in test runs. */
  readonly parts?: {
    readonly papers: Papers;
    readonly persistence: Persistence;
    readonly panel: Panel;
    readonly scoreMap: ScoreMapView;
    readonly client: InferenceClient;
    readonly settings: Settings;
    readonly asker: Asker;
    readonly agents: Agents;
    readonly folderSearch: FolderSearch;
  };
}

/** What is left to do at the end of the session. */
let finish: (() => Promise<void>) | undefined;

/** Writes what has changed in the last moment. */
export async function deactivate(): Promise<void> {
  await finish?.();
}

/** Builds the parts and passes them to each other; nothing here decides anything. */
export function activate(context: vscode.ExtensionContext): EvidenceLensApi {
  const own = <T extends vscode.Disposable>(part: T): T => {
    context.subscriptions.push(part);
    return part;
  };
  const inDist = (name: string): string => path.join(context.extensionPath, 'dist', name);
  own(log);
  own(vscode.commands.registerCommand(Command.showLog, () => log.show()));
  const settings = own(new Settings());
  const papers = own(new Papers(settings));
  own(new Following(papers));
  const persistence = own(new Persistence(papers, new PaperStore(storageFolder(context))));
  finish = () => persistence.flush();
  const client = own(new InferenceClient({ workerPath: inDist('worker.js'), log }));
  const engines = (): EngineSpec => ({ kind: 'keyword' });
  const asker = own(new Asker(client, papers, engines));
  const state = new PersistentState(context.globalState);
  const highlight = own(new Highlight(asker, papers, settings, state, (message) => offerRestart(client, message)));
  own(new Decorations(papers));
  own(vscode.languages.registerHoverProvider('*', new EvidenceHover(papers)));
  own(new Navigation(papers));
  own(new Quotes(papers));
  const preview = own(new Preview(papers));
  const panel = own(new Panel(papers));
  const scoreMap = own(new ScoreMapView(papers, context.extensionUri, () => panel.current));
  own(new Threshold(papers, settings, () => panel.current));
  const agents = own(new Agents(client, settings, engines, context.extension));
  const store = fileIn(context.storageUri, 'papers.index');
  const folderSearch = own(new FolderSearch({ client, engines, settings, state }, inDist('collection.js'), store));
  const api = {
    highlight: (uri: vscode.Uri, question: string, options?: AskOptions) =>
      highlight.run({ ...options, uri, question }),
    extendMarkdownIt: (md: MarkdownIt) => preview.extendMarkdownIt(md),
  };
  // Tests in the editor look at the parts themselves: VS Code tells nobody what is decorated or listed.
  return context.extensionMode === vscode.ExtensionMode.Test
    ? { ...api, parts: { papers, persistence, panel, scoreMap, client, settings, asker, agents, folderSearch } }
    : api;
}

/** Where questions are kept: with the workspace or, where none is open, with the extension. */
function storageFolder(context: vscode.ExtensionContext): string {
  return path.join((context.storageUri ?? context.globalStorageUri).fsPath, 'papers');
}

/** A file in a storage of VS Code; undefined where there is none (no workspace), or where it is not on a disk. */
function fileIn(storage: vscode.Uri | undefined, name: string): string | undefined {
  return storage?.scheme === 'file' ? path.join(storage.fsPath, name) : undefined;
}

/** After repeated crashes the reader decides whether to try again. */
async function offerRestart(client: InferenceClient, message: string): Promise<boolean> {
  const retry = vscode.l10n.t('Try Again');
  if ((await vscode.window.showErrorMessage(message, retry)) !== retry) return false;
  client.retry();
  return true;
}
