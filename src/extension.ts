import * as path from 'node:path';
import type MarkdownIt from 'markdown-it';
import * as vscode from 'vscode';
import { Annotation } from './features/annotation/annotation';
import { ExportAnnotations } from './features/annotation/exportAnnotations';
import { Export } from './features/export/export';
import { Import } from './features/export/import';
import { Asker } from './features/highlight/ask';
import { Decorations } from './features/decorations/decorations';
import { Highlight } from './features/highlight/highlight';
import { EvidenceHover } from './features/hover/hover';
import { CheckModel } from './features/models/check';
import { Downloads } from './features/models/downloads';
import { HubAccess } from './features/models/hubAccess';
import { ModelCommands } from './features/models/modelCommands';
import { Models } from './features/models/models';
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
import { FIND_EVIDENCE, FindEvidenceTool } from './features/tools/findEvidence';
import { EvidenceMcpServer, MCP_PROVIDER } from './features/tools/mcpServer';
import { ScoreMapView } from './features/scoreMap/scoreMap';
import { Status } from './features/status/status';
import { Threshold } from './features/threshold/threshold';
import { InferenceClient } from './inference/client';
import type { EngineSpec } from './inference/protocol';
import type { HighlightResult } from './core/answers/result';
import { Command } from './platform/commands';
import { log } from './platform/log';
import { PersistentState } from './platform/memento';
import { Prompts } from './platform/prompts';
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
    readonly questions: Questions;
    readonly client: InferenceClient;
    readonly settings: Settings;
    readonly asker: Asker;
    readonly mcpServer: EvidenceMcpServer;
    readonly models: Models;
    readonly downloads: Downloads;
    readonly prompts: Prompts;
    readonly status: Status;
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
  own(log);
  own(vscode.commands.registerCommand(Command.showLog, () => log.show()));
  const settings = own(new Settings());
  const papers = own(new Papers(settings));
  own(new Following(papers));
  const persistence = own(new Persistence(papers, new PaperStore(storageFolder(context))));
  finish = () => persistence.flush();
  const client = own(new InferenceClient({ workerPath: path.join(context.extensionPath, 'dist', 'worker.js'), log }));
  const prompts = new Prompts();
  const models = own(new Models(settings, context.globalStorageUri));
  const downloads = own(new Downloads(models, own(new HubAccess(settings, context.secrets, prompts)), prompts, client));
  own(new ModelCommands(models, downloads, settings, prompts, client));
  own(new CheckModel(models, downloads, client, settings, prompts));
  const engines = (model: string): Promise<EngineSpec> => models.engine(model);
  const asker = own(new Asker(client, papers, engines));
  const status = own(new Status(settings, models, asker, downloads));
  const state = new PersistentState(context.globalState);
  const highlight = own(new Highlight(asker, papers, settings, state, new Remedies(client, downloads, prompts)));
  own(new Decorations(papers));
  own(vscode.languages.registerHoverProvider('*', new EvidenceHover(papers)));
  own(new Navigation(papers));
  own(new Quotes(papers));
  const preview = own(new Preview(papers));
  const atHand = own(new PaperAtHand(papers));
  const panel = own(new Panel(papers, atHand));
  const questions = own(new Questions(papers, atHand));
  const scoreMap = own(new ScoreMapView(papers, context.extensionUri, () => atHand.uri));
  own(new Threshold(papers, settings, () => atHand.uri));
  own(new Annotation(papers));
  own(new ExportAnnotations(papers, atHand));
  own(new Export(papers, atHand));
  own(new Import(papers, client));
  own(vscode.lm.registerTool(FIND_EVIDENCE, new FindEvidenceTool(client, settings, engines)));
  const mcpServer = new EvidenceMcpServer(context.extension, settings);
  own(vscode.lm.registerMcpServerDefinitionProvider(MCP_PROVIDER, mcpServer));
  const api = {
    highlight: (uri: vscode.Uri, question: string, options?: AskOptions) =>
      highlight.run({ ...options, uri, question }),
    extendMarkdownIt: (md: MarkdownIt) => preview.extendMarkdownIt(md),
  };
  // Tests in the editor look at the parts themselves: VS Code tells nobody what is decorated or listed.
  return context.extensionMode === vscode.ExtensionMode.Test
    ? {
        ...api,
        parts: {
          papers,
          persistence,
          panel,
          questions,
          scoreMap,
          client,
          settings,
          asker,
          mcpServer,
          models,
          downloads,
          prompts,
          status,
        },
      }
    : api;
}

/** Where questions are kept: with the workspace or, where none is open, with the extension. */
function storageFolder(context: vscode.ExtensionContext): string {
  return path.join((context.storageUri ?? context.globalStorageUri).fsPath, 'papers');
}
