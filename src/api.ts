import type MarkdownIt from 'markdown-it';
import type * as vscode from 'vscode';
import type { HighlightResult } from './core/answers/result';
import type { InferenceClient } from './inference/client';
import type { Prompts } from './platform/prompts';
import type { Settings } from './platform/settings';
import type { AgentParts } from './wiring/agents';
import type { EngineParts } from './wiring/engines';
import type { LibraryParts } from './wiring/library';
import type { PaperParts } from './wiring/papers';
import type { ReadingParts } from './wiring/reading';

export interface AskOptions {
  /** The model that answers, instead of the one in the settings. */
  readonly model?: string;
}

/** What other extensions get from `activate`. */
export interface EvidenceLensApi {
  /** Asks a question of a document, as the command does. */
  highlight(uri: vscode.Uri, question: string, options?: AskOptions): Promise<HighlightResult | undefined>;
  /** Lights passages in the built-in markdown preview, which calls this function by its contract (`markdown.markdownItPlugins`). */
  extendMarkdownIt(md: MarkdownIt): MarkdownIt;
  /** Only in test runs: VS Code has no way to read decorations and lists, so the tests read the parts themselves. */
  readonly parts?: Parts;
}

/** What tests in the editor read. */
interface Parts extends PaperParts, EngineParts, ReadingParts, LibraryParts, AgentParts {
  readonly client: InferenceClient;
  readonly settings: Settings;
  readonly prompts: Prompts;
}
