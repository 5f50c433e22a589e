import * as path from 'node:path';
import type * as vscode from 'vscode';
import { RenameTracker } from '../papers/renameTracker';
import { CurrentPaper } from '../papers/currentPaper';
import { Papers } from '../papers/papers';
import { Revealer } from '../papers/revealer';
import { PaperStore, type StorePlace } from '../features/persistence/paperStore';
import { Persistence } from '../features/persistence/persistence';
import { Preview } from '../features/preview/preview';
import type { Shared } from './shared';

/** The parts that hold the questions of papers, save them, and follow the current paper. */
export interface PaperParts {
  readonly papers: Papers;
  readonly preview: Preview;
  readonly currentPaper: CurrentPaper;
  readonly revealer: Revealer;
  readonly persistence: Persistence;
}

export function wirePapers({ context, own, settings, prompts, state }: Shared): PaperParts {
  const papers = own(new Papers(settings));
  own(new RenameTracker(papers));
  const preview = own(new Preview(papers));
  const currentPaper = own(new CurrentPaper(papers, preview));
  const revealer = own(new Revealer(papers, currentPaper, preview));
  const persistence = own(new Persistence(papers, currentPaper, new PaperStore(placeOf(context)), prompts, state));
  return { papers, preview, currentPaper, revealer, persistence };
}

/** Questions are saved in the extension's storage, for all windows. Earlier versions saved them in each workspace's storage. */
function placeOf({ storageUri, globalStorageUri }: vscode.ExtensionContext): StorePlace {
  const inside = (storage: vscode.Uri): string => path.join(storage.fsPath, 'papers');
  return { folder: inside(globalStorageUri), ...(storageUri ? { before: inside(storageUri) } : {}) };
}
