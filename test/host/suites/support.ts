import * as assert from 'node:assert/strict';
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { EvidenceLensApi } from '../../../src/api';

/** The suites expect what keyword matching lights, unless they set another engine. */
export const ENGINE = 'keyword';

export type Parts = NonNullable<EvidenceLensApi['parts']>;

/** A short paper for the tests, with two sections that share no words, and a reference list. */
export const PAPER = [
  '# On running',
  '',
  'This paper is about running and what it does to people.',
  '',
  '## Data collection',
  '',
  'The recordings were collected from forty volunteers with a microphone in a quiet room. Each recording took ten minutes.',
  '',
  '## Weather',
  '',
  'Rain fell on most afternoons, and the wind came from the west. Nobody minded the clouds.',
  '',
  '## References',
  '',
  'Smith, A. (2020). Recordings collected from volunteers with a microphone. Journal of Recordings.',
  '',
].join('\n');

/** A question that the second section answers. */
export const QUESTION = 'How were the recordings collected from volunteers?';

/** A tiny random model with the files of a real one. The suites are bundled into out/host/suites. */
export const TINY = path.resolve(__dirname, '..', '..', '..', 'test', 'fixtures', 'models', 'single');
/** Scores of random weights are low: at this threshold each such model marks something. */
export const LOW = 0.01;

/** The API of the extension as other extensions get it, with the parts that it exports in test runs only. */
export async function api(): Promise<EvidenceLensApi & { readonly parts: Parts }> {
  const extension = vscode.extensions.getExtension<EvidenceLensApi>('evidence-lens.evidence-lens');
  assert.ok(extension, 'the extension is installed');
  const exported = await extension.activate();
  assert.ok(exported.parts, 'the host runs tests');
  return { ...exported, parts: exported.parts };
}

/** Changes settings of the user until the next `reset`. */
export async function set(values: Readonly<Record<string, unknown>>): Promise<void> {
  const settings = vscode.workspace.getConfiguration('evidence');
  for (const [id, value] of Object.entries(values)) {
    await settings.update(id, value, vscode.ConfigurationTarget.Global);
  }
}

/** Opens an untitled document and waits until it is in the active editor. */
export async function open(content: string, language = 'markdown'): Promise<vscode.TextEditor> {
  const document = await vscode.workspace.openTextDocument({ content, language });
  const editor = await vscode.window.showTextDocument(document, { preview: false });
  // The extension host learns of the active editor by a separate event, which can come after the promise.
  const { onDidChangeActiveTextEditor } = vscode.window;
  await until(() => vscode.window.activeTextEditor?.document === document, onDidChangeActiveTextEditor);
  return editor;
}

/** Opens a file as a reader does. VS Code keeps documents that an extension opens itself in memory for minutes. */
export async function show(uri: vscode.Uri): Promise<vscode.TextEditor> {
  await vscode.commands.executeCommand('vscode.open', uri, { preview: false });
  const isActive = (): boolean => vscode.window.activeTextEditor?.document.uri.toString() === uri.toString();
  await until(isActive, vscode.window.onDidChangeActiveTextEditor);
  return vscode.window.activeTextEditor!;
}

/** Closes the active document and waits until it is gone from memory. */
export async function close(): Promise<void> {
  const { document } = vscode.window.activeTextEditor!;
  await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  await until(() => document.isClosed, vscode.workspace.onDidCloseTextDocument);
}

/** The messages to the reader. */
export interface Told {
  readonly messages: string[];
  /** The button to press on the next messages that have it. */
  press: string | undefined;
  /** Shows messages again. */
  stop(): void;
}

/** Catches the messages to the reader. */
export function listen({ prompts }: Parts): Told {
  const { tell } = prompts;
  const told: Told = { messages: [], press: undefined, stop: () => (prompts.tell = tell) };
  prompts.tell = (_kind, message, ...labels) => {
    told.messages.push(message);
    return Promise.resolve(labels.find((label) => label === told.press));
  };
  return told;
}

/** Waits for a condition, which is checked when one of the events fires and every 50 ms. Rejects after 30 seconds. */
export async function until(condition: () => boolean, ...events: readonly vscode.Event<unknown>[]): Promise<void> {
  if (condition()) return;
  await new Promise<void>((resolve, reject) => {
    const subscriptions = events.map((event) => event(() => check()));
    const poll = setInterval(() => check(), 50);
    const limit = setTimeout(() => end(() => reject(new Error(`gave up waiting for ${condition.toString()}`))), 30_000);
    const end = (settle: () => void): void => {
      clearTimeout(limit);
      clearInterval(poll);
      for (const subscription of subscriptions) subscription.dispose();
      settle();
    };
    const check = (): void => {
      if (condition()) end(resolve);
    };
  });
}

/**
 * Forgets these papers and all papers in memory, also on the disk. Call it while they are open: a closed paper is saved and released some
 * time later, and the next test would find it.
 */
export async function forget({ papers, persistence }: Parts, ...uris: readonly vscode.Uri[]): Promise<void> {
  const all = [...uris, ...papers.all()];
  for (const uri of all) papers.forget(uri);
  await persistence.flush();
  for (const uri of all) await persistence.store.delete(uri.toString());
}

/**
 * Waits until exactly these papers have a word in the index. One `onDidSync` is not enough: it may be for earlier changes that the file
 * watcher reports late.
 */
export async function indexed({ library }: Parts, word: string, papers: readonly vscode.Uri[]): Promise<void> {
  const wanted = papers.map(String).sort().join();
  for (;;) {
    let synced = false;
    const listening = library.onDidSync(() => (synced = true));
    try {
      const hits = await library.search(word, 50);
      if (
        hits
          .map(({ paper }) => paper)
          .sort()
          .join() === wanted
      )
        return;
      await until(() => synced);
    } finally {
      listening.dispose();
    }
  }
}

/** Closes all editors without asking, and resets the settings that the test has changed. */
export async function reset(): Promise<void> {
  // Untitled documents are dirty. Closing one without reverting it asks the reader, which a test run refuses, and the editor stays open.
  const { tabGroups } = vscode.window;
  const tabs = (): number => tabGroups.all.flatMap((group) => group.tabs).length;
  while (tabs() > 0) {
    const before = tabs();
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await until(() => tabs() < before, tabGroups.onDidChangeTabs, tabGroups.onDidChangeTabGroups);
  }
  await until(() => vscode.window.activeTextEditor === undefined, vscode.window.onDidChangeActiveTextEditor);
  const settings = vscode.workspace.getConfiguration('evidence');
  for (const id of ['threshold', 'minSpanChars', 'mergeGapChars', 'includeReferences', 'precision', 'revealBest']) {
    await settings.update(id, undefined, vscode.ConfigurationTarget.Global);
  }
  await settings.update('model', ENGINE, vscode.ConfigurationTarget.Global);
}

/** The scores that stand in a document, from VS Code's own command, by place. */
export async function hintsIn(document: vscode.TextDocument): Promise<string[]> {
  const all = new vscode.Range(0, 0, document.lineCount, 0);
  const hints = await vscode.commands.executeCommand<vscode.InlayHint[]>(
    'vscode.executeInlayHintProvider',
    document.uri,
    all,
  );
  return hints
    .sort((a, b) => a.position.compareTo(b.position))
    .map(({ label }) => (typeof label === 'string' ? label : label.map(({ value }) => value).join('')));
}

/** The text of the hover at a position, from VS Code's own command. */
export async function hoverAt(document: vscode.TextDocument, position: vscode.Position): Promise<string> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    document.uri,
    position,
  );
  return hovers
    .flatMap((hover) => hover.contents)
    .map((content) => (content instanceof vscode.MarkdownString ? content.value : ''))
    .join('\n');
}
