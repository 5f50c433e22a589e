import * as path from 'node:path';
import vscode = require('vscode');
import { InferenceClient } from '../inference/client';
import { Command } from '../platform/commands';
import { log } from '../platform/log';
import { PersistentState } from '../platform/memento';
import { Prompts } from '../platform/prompts';
import { Settings } from '../platform/settings';
import { QuestionInput } from '../papers/questionInput';

/** What any part may need. */
export interface Shared {
  readonly context: vscode.ExtensionContext;
  readonly settings: Settings;
  readonly state: PersistentState;
  readonly prompts: Prompts;
  readonly questionInput: QuestionInput;
  readonly client: InferenceClient;
  /** Registers a part with the extension, which disposes of it at the end. */
  readonly own: <T extends vscode.Disposable>(part: T) => T;
  /** The path of a bundle in `dist/`. */
  readonly inDist: (name: string) => string;
}

/** Tells the palette whether the reader has asked a question at some time: until then it lists only what a first question needs. */
const tellAsked = (hasAsked: boolean): void =>
  void vscode.commands.executeCommand('setContext', 'evidence.hasAsked', hasAsked);

export function shareParts(context: vscode.ExtensionContext): Shared {
  const own = <T extends vscode.Disposable>(part: T): T => {
    context.subscriptions.push(part);
    return part;
  };
  const inDist = (name: string): string => path.join(context.extensionPath, 'dist', name);
  own(log);
  own(vscode.commands.registerCommand(Command.showLog, () => log.show()));
  const state = new PersistentState(context.globalState, tellAsked);
  return {
    context,
    settings: own(new Settings()),
    state,
    prompts: new Prompts(),
    questionInput: own(new QuestionInput(state)),
    client: own(new InferenceClient({ workerPath: inDist('worker.js'), log })),
    own,
    inDist,
  };
}
