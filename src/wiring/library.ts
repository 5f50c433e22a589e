import * as path from 'node:path';
import type * as vscode from 'vscode';
import { AnswerFile } from '../features/library/answerFile';
import { AskAllPapers } from '../features/library/askAllPapers';
import { Compare } from '../features/compare/compare';
import { ComparisonView } from '../features/compare/comparisonView';
import { Library } from '../features/library/library';
import { LibraryReader } from '../features/library/libraryReader';
import { LibraryView } from '../features/library/libraryView';
import type { Models } from '../features/models/models';
import { LibraryClient } from '../library/client';
import type { EngineParts } from './engines';
import { log } from '../platform/log';
import type { Shared } from './shared';

/** The parts that answer questions to a library: Ask All Papers and Compare Papers. */
export interface LibraryParts {
  readonly indexProcess: LibraryClient;
  readonly library: Library;
  readonly answerFile: AnswerFile;
  readonly askAllPapers: AskAllPapers;
  readonly libraryView: LibraryView;
  readonly comparisonView: ComparisonView;
}

export function wireLibrary(shared: Shared, { models, errorRecovery }: EngineParts): LibraryParts {
  const { context, own, client, settings, state, questionInput, inDist } = shared;
  const indexProcess = own(new LibraryClient({ workerPath: inDist('library.js'), log }));
  const library = own(new Library(indexProcess, settings, fileIn(context.storageUri, 'papers.index')));
  const engines = (model: string): ReturnType<Models['engine']> => models.engine(model);
  const engineName = (model: string): string => models.engineName(model);
  const answerFile = new AnswerFile(fileIn(context.storageUri, 'papers.answer'));
  const reader = new LibraryReader(library, client, engines);
  const comparisonView = own(new ComparisonView(context.extensionUri));
  own(new Compare(library, reader, comparisonView, settings, state, errorRecovery));
  const askAllPapers = own(
    new AskAllPapers({ reader, settings, state, questionInput, library, file: answerFile, errorRecovery, engineName }),
  );
  return {
    indexProcess,
    library,
    answerFile,
    comparisonView,
    askAllPapers,
    libraryView: own(new LibraryView(askAllPapers, settings)),
  };
}

/** The path of a file in a storage of VS Code; undefined when there is no storage (no workspace) or it is not on a disk. */
function fileIn(storage: vscode.Uri | undefined, name: string): string | undefined {
  return storage?.scheme === 'file' ? path.join(storage.fsPath, name) : undefined;
}
