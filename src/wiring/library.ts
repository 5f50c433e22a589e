import * as path from 'node:path';
import type * as vscode from 'vscode';
import { AskAllPapers } from '../features/library/askAllPapers';
import { Library } from '../features/library/library';
import { LibraryView } from '../features/library/libraryView';
import type { Models } from '../features/models/models';
import { LibraryClient } from '../library/client';
import { log } from '../platform/log';
import type { Shared } from './shared';

/** The parts that answer questions to a folder of papers. */
export interface LibraryParts {
  readonly indexProcess: LibraryClient;
  readonly library: Library;
  readonly askAllPapers: AskAllPapers;
  readonly libraryView: LibraryView;
}

export function wireLibrary(shared: Shared, models: Models): LibraryParts {
  const { context, own, client, settings, state, prompts, inDist } = shared;
  const indexProcess = own(new LibraryClient({ workerPath: inDist('library.js'), log }));
  const library = own(new Library(indexProcess, settings, fileIn(context.storageUri, 'papers.index')));
  const engines = (model: string): ReturnType<Models['engine']> => models.engine(model);
  const askAllPapers = own(new AskAllPapers({ client, engines, settings, state, prompts, library }));
  return { indexProcess, library, askAllPapers, libraryView: own(new LibraryView(askAllPapers, library, settings)) };
}

/** The path of a file in a storage of VS Code; undefined when there is no storage (no workspace) or it is not on a disk. */
function fileIn(storage: vscode.Uri | undefined, name: string): string | undefined {
  return storage?.scheme === 'file' ? path.join(storage.fsPath, name) : undefined;
}
