import type MarkdownIt from 'markdown-it';
import vscode = require('vscode');
import type { AskOptions, EvidenceLensApi } from './api';
import { tellFailure } from './platform/failures';
import { wireLibrary } from './wiring/library';
import { wireAgents } from './wiring/agents';
import { wireEngines } from './wiring/engines';
import { wirePapers } from './wiring/papers';
import { wireReading } from './wiring/reading';
import { shareParts } from './wiring/shared';

/** Work that remains at the end of the session. */
let finish: (() => Promise<void>) | undefined;

/** Saves the last changes. */
export async function deactivate(): Promise<void> {
  await finish?.();
}

/** Starts the extension. Shows a failure to the reader, because VS Code would only write it to a log. */
export function activate(context: vscode.ExtensionContext): EvidenceLensApi {
  try {
    return build(context);
  } catch (error) {
    tellFailure(
      error,
      vscode.l10n.t('Evidence Lens could not start: reload the window; if it fails again, the log says why.'),
    );
    throw error;
  }
}

/** Builds the parts and passes them to each other; it decides nothing else. */
function build(context: vscode.ExtensionContext): EvidenceLensApi {
  const shared = shareParts(context);
  const { settings, prompts, client } = shared;
  const papers = wirePapers(shared);
  finish = () => papers.persistence.flush();
  const engines = wireEngines(shared, papers.papers);
  const reading = wireReading(shared, papers, engines);
  const agents = wireAgents(shared, papers.currentPaper, engines.models);
  const library = wireLibrary(shared, engines);

  const api = {
    highlight: (uri: vscode.Uri, question: string, options?: AskOptions) =>
      reading.highlight.run({ ...options, uri, question, reveal: false }),
    extendMarkdownIt: (md: MarkdownIt) => papers.preview.extendMarkdownIt(md),
  };
  if (context.extensionMode !== vscode.ExtensionMode.Test) return api;
  return { ...api, parts: { ...papers, ...engines, ...reading, ...agents, ...library, settings, prompts, client } };
}
