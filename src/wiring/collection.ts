import * as path from 'node:path';
import type * as vscode from 'vscode';
import { FolderSearch } from '../features/collection/folderSearch';
import type { Models } from '../features/models/models';
import type { Shared } from './shared';

/** The question to a folder of papers. */
export function wireCollection(
  { context, own, client, settings, state, inDist }: Shared,
  models: Models,
): FolderSearch {
  const tools = { client, engines: (model: string) => models.engine(model), settings, state };
  return own(new FolderSearch(tools, inDist('collection.js'), fileIn(context.storageUri, 'papers.index')));
}

/** A file in a storage of VS Code; undefined where there is none (no workspace), or where it is not on a disk. */
function fileIn(storage: vscode.Uri | undefined, name: string): string | undefined {
  return storage?.scheme === 'file' ? path.join(storage.fsPath, name) : undefined;
}
