import * as path from 'node:path';
import type * as vscode from 'vscode';
import { AnswerFile } from '../features/library/answerFile';
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
  readonly answerFile: AnswerFile;
  readonly askAllPapers: AskAllPapers;
  readonly libraryView: LibraryView;
}

export function wireLibrary({ context, own, client, settings, state, inDist }: Shared, models: Models): LibraryParts {
  const indexProcess = own(new LibraryClient({ workerPath: inDist('library.js'), log }));
  const library = own(new Library(indexProcess, settings, fileIn(context.storageUri, 'papers.index')));
  const engines = (model: string): ReturnType<Models['engine']> => models.engine(model);
  const answerFile = new AnswerFile(fileIn(context.storageUri, 'papers.answer'));
  const askAllPapers = own(new AskAllPapers({ client, engines, settings, state, library, file: answerFile }));
  return { indexProcess, library, answerFile, askAllPapers, libraryView: own(new LibraryView(askAllPapers, settings)) };
}

/** The path of a file in a storage of VS Code; undefined when there is no storage (no workspace) or it is not on a disk. */
function fileIn(storage: vscode.Uri | undefined, name: string): string | undefined {
  return storage?.scheme === 'file' ? path.join(storage.fsPath, name) : undefined;
}
