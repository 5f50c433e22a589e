import * as assert from 'node:assert/strict';
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { EvidenceLensApi } from '../../../src/api';

/** Suites know by heart what keyword matching lights; a suite of another engine says so itself. */
export const ENGINE = 'keyword';

export type Parts = NonNullable<EvidenceLensApi['parts']>;

/** A paper of the tests' own: short, with two sections that share no words, and a reference list. */
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

/** A random model of three small layers, with the files of a real one; the suites are bundled into out/host/suites. */
export const TINY = path.resolve(__dirname, '..', '..', '..', 'test', 'fixtures', 'models', 'single');
/** Random weights are sure of nothing: at this threshold every one of them marks something. */
export const LOW = 0.01;

/** The extension as other extensions get it, with its parts, which only test runs give out. */
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

/** Opens an untitled document in the editor; commands that take the active editor take this one from now on. */
export async function open(content: string, language = 'markdown'): Promise<vscode.TextEditor> {
  const document = await vscode.workspace.openTextDocument({ content, language });
  const editor = await vscode.window.showTextDocument(document, { preview: false });
  // The extension host hears of the active editor by an event of its own, which can come after the promise.
  const { onDidChangeActiveTextEditor } = vscode.window;
  await until(() => vscode.window.activeTextEditor?.document === document, onDidChangeActiveTextEditor);
  return editor;
}

/** Opens a file as a reader does: what an extension opens itself is kept open by VS Code for minutes. */
export async function show(uri: vscode.Uri): Promise<vscode.TextEditor> {
  await vscode.commands.executeCommand('vscode.open', uri, { preview: false });
  const isActive = (): boolean => vscode.window.activeTextEditor?.document.uri.toString() === uri.toString();
  await until(isActive, vscode.window.onDidChangeActiveTextEditor);
  return vscode.window.activeTextEditor!;
}

/** Closes the active document, until it is gone from memory. */
export async function close(): Promise<void> {
  const { document } = vscode.window.activeTextEditor!;
  await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  await until(() => document.isClosed, vscode.workspace.onDidCloseTextDocument);
}

/** What the reader is told, as it is told. */
export interface Told {
  readonly messages: string[];
  /** The button that is pressed on the next messages, where they have it. */
  press: string | undefined;
  /** Shows messages again. */
  stop(): void;
}

/** Hears what the reader is told in place of the reader. */
export function listen({ prompts }: Parts): Told {
  const { tell } = prompts;
  const told: Told = { messages: [], press: undefined, stop: () => (prompts.tell = tell) };
  prompts.tell = (_kind, message, ...labels) => {
    told.messages.push(message);
    return Promise.resolve(labels.find((label) => label === told.press));
  };
  return told;
}

/** Waits for an event-driven condition: it is checked again whenever one of the events fires, and at last after a generous while. */
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
 * Forgets these papers and all that are in memory, also on the disk. To be called while they are open: what is closed is written and let go of at
 * some moment after, and would be there for the next test.
 */
export async function forget({ papers, persistence }: Parts, ...uris: readonly vscode.Uri[]): Promise<void> {
  const all = [...uris, ...papers.all()];
  for (const uri of all) papers.forget(uri);
  await persistence.flush();
  for (const uri of all) await persistence.store.delete(uri.toString());
}

/**
 * Waits until exactly these papers have a word in the index. One agreement with the files is not enough: it may be about changes that came
 * before, of which the watcher tells late.
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

/** Closes all editors without asking, and takes the test's settings back. */
export async function reset(): Promise<void> {
  // Untitled documents are dirty: one that is closed without being reverted asks, which a test run refuses, and stays.
  const { tabGroups } = vscode.window;
  const tabs = (): number => tabGroups.all.flatMap((group) => group.tabs).length;
  while (tabs() > 0) {
    const before = tabs();
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await until(() => tabs() < before, tabGroups.onDidChangeTabs, tabGroups.onDidChangeTabGroups);
  }
  await until(() => vscode.window.activeTextEditor === undefined, vscode.window.onDidChangeActiveTextEditor);
  const settings = vscode.workspace.getConfiguration('evidence');
  for (const id of ['threshold', 'minSpanChars', 'mergeGapChars', 'includeReferences', 'precision']) {
    await settings.update(id, undefined, vscode.ConfigurationTarget.Global);
  }
  await settings.update('model', ENGINE, vscode.ConfigurationTarget.Global);
}

/** The text of a hover at a position, by the real command. */
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
