import type MarkdownIt from 'markdown-it';
import type * as vscode from 'vscode';
import type { HighlightResult } from './core/answers/result';
import type { Asker } from './features/highlight/ask';
import type { FolderSearch } from './features/collection/folderSearch';
import type { Downloads } from './features/models/downloads';
import type { Models } from './features/models/models';
import type { Panel } from './features/panel/panel';
import type { PaperAtHand } from './features/papers/paperAtHand';
import type { Papers } from './features/papers/papers';
import type { Persistence } from './features/persistence/persistence';
import type { Questions } from './features/questions/questions';
import type { ScoreMapView } from './features/scoreMap/scoreMap';
import type { PassageCount } from './features/status/passageCount';
import type { Status } from './features/status/status';
import type { Agents } from './features/tools/agents';
import type { InferenceClient } from './inference/client';
import type { Prompts } from './platform/prompts';
import type { Settings } from './platform/settings';

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
  /** Only in test runs: VS Code tells nobody what is decorated or listed, so the tests look at the parts themselves. */
  readonly parts?: Parts;
}

/** What tests in the editor look at. */
export interface Parts {
  readonly papers: Papers;
  readonly persistence: Persistence;
  readonly atHand: PaperAtHand;
  readonly panel: Panel;
  readonly questions: Questions;
  readonly scoreMap: ScoreMapView;
  readonly client: InferenceClient;
  readonly settings: Settings;
  readonly asker: Asker;
  readonly agents: Agents;
  readonly folderSearch: FolderSearch;
  readonly models: Models;
  readonly downloads: Downloads;
  readonly prompts: Prompts;
  readonly passageCount: PassageCount;
  readonly status: Status;
}
