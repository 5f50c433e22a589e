import * as path from 'node:path';
import type MarkdownIt from 'markdown-it';
import * as vscode from 'vscode';
import type { AskOptions, EvidenceLensApi } from './api';
import { Annotation } from './features/annotation/annotation';
import { ExportAnnotations } from './features/annotation/exportAnnotations';
import { FolderSearch } from './features/collection/folderSearch';
import { Decorations } from './features/decorations/decorations';
import { Export } from './features/export/export';
import { Import } from './features/export/import';
import { Asker } from './features/highlight/ask';
import { Highlight } from './features/highlight/highlight';
import { Outcome } from './features/highlight/outcome';
import { EvidenceHover } from './features/hover/hover';
import { AskLanguageModel } from './features/languageModel/askLanguageModel';
import { CheckModel } from './features/models/check';
import { Downloads } from './features/models/downloads';
import { HubAccess } from './features/models/hubAccess';
import { ModelCommands } from './features/models/modelCommands';
import { Models } from './features/models/models';
import { PrecisionChoice } from './features/models/precision';
import { Remedies } from './features/models/remedies';
import { Navigation } from './features/navigation/navigation';
import { Panel } from './features/panel/panel';
import { Following } from './features/papers/following';
import { PaperAtHand } from './features/papers/paperAtHand';
import { Papers } from './features/papers/papers';
import { PaperStore } from './features/persistence/paperStore';
import { Persistence } from './features/persistence/persistence';
import { Preview } from './features/preview/preview';
import { Questions } from './features/questions/questions';
import { Quotes } from './features/quotes/quotes';
import { ScoreMapView } from './features/scoreMap/scoreMap';
import { References } from './features/references/references';
import { PassageCount } from './features/status/passageCount';
import { Status } from './features/status/status';
import { Threshold } from './features/threshold/threshold';
import { Agents } from './features/tools/agents';
import { Welcome } from './features/welcome/welcome';
import { InferenceClient } from './inference/client';
import type { EngineSpec } from './inference/protocol';
import { Command } from './platform/commands';
import { log } from './platform/log';
import { PersistentState } from './platform/memento';
import { Prompts } from './platform/prompts';
import { Settings } from './platform/settings';

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
  const state = new PersistentState(context.globalState);
  const prompts = new Prompts();
  const client = own(new InferenceClient({ workerPath: inDist('worker.js'), log }));

  const papers = own(new Papers(settings));
  own(new Following(papers));
  const preview = own(new Preview(papers));
  const atHand = own(new PaperAtHand(papers, preview));
  const persistence = own(new Persistence(papers, atHand, new PaperStore(storageFolder(context)), prompts, state));
  finish = () => persistence.flush();

  const models = own(new Models(settings, context.globalStorageUri));
  const downloads = own(new Downloads(models, own(new HubAccess(settings, context.secrets, prompts)), prompts, client));
  own(new ModelCommands(models, downloads, settings, prompts, client));
  const engines = (model: string): Promise<EngineSpec> => models.engine(model);
  const asker = own(new Asker(client, papers, engines));
  const sample = vscode.Uri.joinPath(context.extensionUri, 'samples', 'evidence-lens.md');
  const precision = own(new PrecisionChoice(models, client, settings, prompts, sample, asker));
  own(new CheckModel(models, downloads, client, settings, prompts, precision));
  const status = own(new Status(settings, models, asker, downloads));
  const panel = own(new Panel(papers, atHand));
  const remedies = new Remedies(client, downloads, prompts);
  const outcome = new Outcome(papers, prompts, panel);
  const highlight = own(new Highlight(asker, papers, atHand, settings, state, remedies, outcome));

  own(new Decorations(papers));
  own(vscode.languages.registerHoverProvider('*', new EvidenceHover(papers)));
  own(new Navigation(papers, atHand));
  own(new Quotes(papers));
  const passageCount = own(new PassageCount(papers, atHand));
  const questions = own(new Questions(papers, atHand));
  const scoreMap = own(new ScoreMapView(papers, context.extensionUri, () => atHand.uri));
  own(new Threshold(papers, settings, () => atHand.uri));
  own(new References(papers, atHand));
  own(new Annotation(papers));
  own(new ExportAnnotations(papers, atHand));
  own(new Export(papers, atHand));
  own(new Import(papers, atHand, client));
  own(new Welcome(context.extensionUri));
  own(new AskLanguageModel(client, papers, atHand, state));
  const agents = own(new Agents(client, settings, atHand, models, context.extension));
  const index = fileIn(context.storageUri, 'papers.index');
  const folderSearch = own(new FolderSearch({ client, engines, settings, state }, inDist('collection.js'), index));

  const api = {
    highlight: (uri: vscode.Uri, question: string, options?: AskOptions) =>
      highlight.run({ ...options, uri, question }),
    extendMarkdownIt: (md: MarkdownIt) => preview.extendMarkdownIt(md),
  };
  if (context.extensionMode !== vscode.ExtensionMode.Test) return api;
  const shown = { papers, atHand, persistence, panel, questions, scoreMap, client, settings, asker };
  return { ...api, parts: { ...shown, passageCount, agents, folderSearch, models, downloads, prompts, status } };
}

/** Where questions are kept: with the workspace or, where none is open, with the extension. */
function storageFolder(context: vscode.ExtensionContext): string {
  return path.join((context.storageUri ?? context.globalStorageUri).fsPath, 'papers');
}

/** A file in a storage of VS Code; undefined where there is none (no workspace), or where it is not on a disk. */
function fileIn(storage: vscode.Uri | undefined, name: string): string | undefined {
  return storage?.scheme === 'file' ? path.join(storage.fsPath, name) : undefined;
}
