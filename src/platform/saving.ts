import vscode = require('vscode');
import { tellFailure } from './failures';

/** A kind of file that can be written. */
export interface FileKind {
  /** The name in the save dialog. */
  readonly name: string;
  /** The file extension, without the dot. */
  readonly ending: string;
}

/**
 * Asks where to write a file; the dialog proposes a place beside the paper.
 *
 * @param suffix replaces the file extension of the paper in the new name, for example `.evidence`
 */
export async function askWhere(paper: vscode.Uri, suffix: string, kind: FileKind): Promise<vscode.Uri | undefined> {
  const beside = paper.with({
    path: `${paper.path.replace(/\.[^./]*$/, '')}${suffix}.${kind.ending}`,
    query: '',
    fragment: '',
  });
  // A paper that was never saved has no folder: the dialog opens where it was last used.
  const place = paper.scheme === 'untitled' ? {} : { defaultUri: beside };
  return await vscode.window.showSaveDialog({ ...place, filters: { [kind.name]: [kind.ending] } });
}

/** Writes a file and offers to open it. False, after a message to the reader, when it cannot be written. */
export async function write(file: vscode.Uri, content: string, said: string): Promise<boolean> {
  try {
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(content));
  } catch (error) {
    const name = vscode.workspace.asRelativePath(file);
    tellFailure(
      error,
      vscode.l10n.t('{0} cannot be written: choose another place, such as a folder of your own.', name),
    );
    return false;
  }
  void offerToOpen(file, said);
  return true;
}

async function offerToOpen(file: vscode.Uri, said: string): Promise<void> {
  const open = vscode.l10n.t('Open');
  if ((await vscode.window.showInformationMessage(said, open)) === open) {
    await vscode.commands.executeCommand('vscode.open', file);
  }
}
